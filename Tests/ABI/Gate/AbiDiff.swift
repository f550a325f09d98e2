import Foundation

/// What `abidiff`, of Debian's abigail-tools, says of two versions of the headers: it reads debug information, and so
/// sees what the probe does by other means.
enum AbiDiff {
  static let isInstalled = (try? Command.run("abidiff", "--version")) != nil

  /// Its findings, but members behind the last of an APPENDABLE struct.
  static func refusals(of include: URL, since released: URL) throws -> [String] {
    let text = try HeaderText(include: released)
    let folder = try TemporaryFolder()
    func library(_ headers: URL, _ name: String) throws -> String {
      let source = folder.url.appendingPathComponent("\(name).c")
      let file = folder.url.appendingPathComponent("\(name).so").path
      let lines =
        text.files.map { "#include \"millrace/\($0)\"" }
        + text.structs.map { "void probe_\($0.name)(\($0.name) *value) { (void)value; }" }
      try (lines.joined(separator: "\n") + "\n").write(to: source, atomically: true, encoding: .utf8)
      try Command.run("cc", "-g", "-fPIC", "-shared", "-I", headers.path, "-o", file, source.path)
      return file
    }
    let old = try library(released, "released")
    let new = try library(include, "present")
    let report = try Command.status(
      "abidiff", "--leaf-changes-only", "--no-show-locs", "--headers-dir1", released.path, "--headers-dir2",
      include.path, old, new)
    guard report.status != 0 else { return [] }

    let appendable = Set(text.structs.filter { $0.promise == "APPENDABLE" }.map(\.name))
    let findings = report.output.split(separator: "\n").filter { line in
      if let name = line.firstMatch(of: /^'struct (\w+).*' changed:/)?.1 { return !appendable.contains(String(name)) }
      return !line.contains(
        /^([A-Z].* summary:|  type size changed|  \d+ data member insertions?:)/)
        && !line.contains(/^    '.*', at offset/)
    }
    return findings.isEmpty && report.status & ~4 == 0 ? [] : [report.output]
  }
}
