import Foundation

/// What a compiler makes of the headers of one version.
struct Layout {
  struct Member: Equatable {
    var name: String
    var offset: Int
    var size: Int
    var type: String
  }

  struct Struct {
    var header: String
    var promise: String
    var size: Int
    var members: [Member]
  }

  private(set) var structs: [String: Struct] = [:]
  private(set) var constants: [String: String] = [:]
  /// Their types.
  private(set) var symbols: [String: String] = [:]

  /// Compiles a program that prints what the headers in `include/millrace` come to, and runs it. It is C++, which can
  /// print a member's type.
  init(include: URL) throws {
    let text = try HeaderText(include: include)
    let folder = try TemporaryFolder()
    let source = folder.url.appendingPathComponent("probe.cpp")
    let program = folder.url.appendingPathComponent("probe").path
    try Self.probe(text).write(to: source, atomically: true, encoding: .utf8)
    try Command.run("c++", "-std=c++17", "-w", "-I", include.path, "-o", program, source.path)
    for line in try Command.run(program).split(separator: "\n") {
      let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      switch words[0] {
      case "struct": structs[words[1]] = Struct(header: words[4], promise: words[2], size: Int(words[3])!, members: [])
      case "member":
        structs[words[1]]!.members.append(
          Member(name: words[2], offset: Int(words[3])!, size: Int(words[4])!, type: words[5]))
      case "constant": constants[words[1]] = words[2]
      default: symbols[words[1]] = words[2]
      }
    }
  }

  private static func probe(_ text: HeaderText) -> String {
    var lines = text.files.map { "#include \"millrace/\($0)\"" }
    lines.append(
      """
      #include <cstddef>
      #include <cstdio>
      #include <cxxabi.h>
      #include <typeinfo>
      template <class T> static const char *type() { return abi::__cxa_demangle(typeid(T).name(), 0, 0, 0); }
      static void tell(const char *name, const char *value) { printf("constant\\t%s\\t%s\\n", name, value); }
      template <class T> static void tell(const char *name, T value) {
        printf("constant\\t%s\\t%lld\\n", name, (long long)value);
      }
      int main() {
      """)
    for type in text.structs {
      lines.append(
        #"printf("struct\t\#(type.name)\t\#(type.promise)\t%zu\t\#(type.header)\n", sizeof(\#(type.name)));"#)
      for member in type.members {
        lines.append(
          #"printf("member\t\#(type.name)\t\#(member)\t%zu\t%zu\t%s\n", offsetof(\#(type.name), \#(member)), "#
            + #"sizeof(((\#(type.name) *)0)->\#(member)), type<decltype(((\#(type.name) *)0)->\#(member))>());"#)
      }
    }
    lines += text.constants.map { #"tell("\#($0)", \#($0));"# }
    lines += text.symbols.map { #"printf("symbol\t\#($0)\t%s\n", type<decltype(\#($0))>());"# }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }
}

extension Layout {
  /// What a plugin that was compiled with the released headers would trip over, a sentence each; none where it is safe.
  func refusals(since released: Layout) -> [String] {
    var refusals: [String] = []
    var hasGrown = false
    for (name, now) in structs.sorted(by: { $0.key < $1.key }) where released.structs[name] == nil {
      if now.promise.isEmpty { refusals.append("\(name) is neither FROZEN nor APPENDABLE") }
    }
    for (name, old) in released.structs.sorted(by: { $0.key < $1.key }) {
      guard let now = structs[name] else {
        refusals.append("\(name) is gone")
        continue
      }
      if now.promise != old.promise { refusals.append("\(name) was \(old.promise)") }
      for (index, member) in old.members.enumerated() {
        guard let same = now.members.first(where: { $0.name == member.name }) else {
          refusals.append("\(name).\(member.name) is gone")
          continue
        }
        if same.offset != member.offset {
          refusals.append("\(name).\(member.name) was at \(member.offset), and is at \(same.offset)")
        } else if same != member {
          refusals.append("\(name).\(member.name) was '\(member.type)', and is '\(same.type)'")
        } else if now.members[index].name != member.name {
          refusals.append("\(name).\(now.members[index].name) stands before \(member.name)")
        }
      }
      let added = now.members.filter { member in !old.members.contains { $0.name == member.name } }
      for member in added where member.offset < old.size {
        refusals.append("\(name).\(member.name) is within the \(old.size) bytes that were released")
      }
      if old.promise == "FROZEN", now.size != old.size || !added.isEmpty {
        refusals.append("\(name) is FROZEN, and has \(now.size) bytes and \(added.count) new members")
      } else if now.size < old.size {
        refusals.append("\(name) shrank")
      }
      // An extension has a revision of its own, and says by its structs' sizes what it has.
      if old.header == "plugin.h", !added.isEmpty { hasGrown = true }
    }
    for (name, old) in released.constants.sorted(by: { $0.key < $1.key }) where name != "MR_ABI_MINOR" {
      if constants[name] != old { refusals.append("\(name) was \(old), and is \(constants[name] ?? "gone")") }
    }
    for (name, old) in released.symbols.sorted(by: { $0.key < $1.key }) where symbols[name] != old {
      refusals.append("\(name) was '\(old)', and is '\(symbols[name] ?? "gone")'")
    }
    let minor = (released: released.minor, now: self.minor)
    if minor.now < minor.released || (hasGrown && minor.now == minor.released) {
      refusals.append("MR_ABI_MINOR was \(minor.released), and is \(minor.now)")
    }
    return refusals
  }

  private var minor: Int { constants["MR_ABI_MINOR"].flatMap { Int($0) } ?? -1 }
}
