import Foundation

/// What stands in a folder of headers, by name: a compiler says what it amounts to.
struct HeaderText {
  struct Struct {
    var header: String
    var name: String
    /// `FROZEN` or `APPENDABLE`, as the comment above it says; empty where it does not.
    var promise: String
    /// In their order; a member of a member as `as.integer`.
    var members: [String]
  }

  /// The names of the headers.
  let files: [String]
  private(set) var structs: [Struct] = []
  private(set) var constants: [String] = []
  /// What a plugin exports.
  private(set) var symbols: [String] = []

  /// Reads the headers of the contract in the folder `millrace` there: what the helpers define is no contract.
  init(include: URL) throws {
    let folder = include.appendingPathComponent("millrace")
    let texts = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().compactMap { file in
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      return Self.isContract(text) ? (file, text) : nil
    }
    files = texts.map(\.0)
    for (file, text) in texts { read(text, of: file) }
  }

  /// The others define functions.
  private static func isContract(_ text: String) -> Bool {
    !text.contains(/(?m)^(static inline|inline|template|__attribute__)/)
  }

  private mutating func read(_ text: String, of header: String) {
    for line in text.split(separator: "\n") {
      guard let define = line.firstMatch(of: /^#define (MR_[A-Z0-9_]+) +([^_\s].*)/) else { continue }
      constants.append(String(define.1))
    }
    symbols += text.matches(of: /(?m)^(?:extern )?MR_EXPORT .*?(\w+)(?:\(.*\))?;/).map { String($0.1) }
    var behind = text.startIndex
    for match in text.matches(of: /(?m)^(?:typedef )?struct (\w+) \{/) {
      let promise = text[behind..<match.range.lowerBound].matches(of: /FROZEN|APPENDABLE/).last.map { String($0.0) }
      let end = Self.end(of: text, from: match.range.upperBound)
      let body = text[match.range.upperBound..<end].replacing(/\/\*(?s:.)*?\*\//, with: "")
      structs.append(
        Struct(
          header: header, name: String(match.1), promise: promise ?? "",
          members: Self.members(of: body[...], prefix: "")))
      behind = end
    }
  }

  /// The bracket that closes what was opened before `start`.
  private static func end(of text: some StringProtocol, from start: String.Index) -> String.Index {
    var depth = 1
    for index in text[start...].indices {
      if text[index] == "{" { depth += 1 }
      if text[index] == "}" { depth -= 1 }
      if depth == 0 { return index }
    }
    return text.endIndex
  }

  private static func members(of body: Substring, prefix: String) -> [String] {
    var members: [String] = []
    var rest = body
    while let stop = rest.firstIndex(where: { $0 == ";" || $0 == "{" }) {
      if rest[stop] == "{" {
        let inside = rest.index(after: stop)
        let close = end(of: rest, from: inside)
        let behind = rest[close...]
        guard let name = behind.firstMatch(of: /^\}\s*(\w+);/) else { return members }
        members.append(prefix + name.1)
        members += Self.members(of: rest[inside..<close], prefix: "\(prefix)\(name.1).")
        rest = behind[name.range.upperBound...]
        continue
      }
      let declaration = rest[..<stop]
      if let function = declaration.firstMatch(of: /\(\*(\w+)\)/) {
        members.append(prefix + function.1)
      } else {
        for declarator in declaration.split(separator: ",") {
          guard let name = declarator.matches(of: /\w+/).last(where: { !$0.0.allSatisfy(\.isNumber) }) else { continue }
          members.append(prefix + name.0)
        }
      }
      rest = rest[rest.index(after: stop)...]
    }
    return members
  }
}
