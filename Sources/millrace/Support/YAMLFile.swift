import Profiles
import Records
import YAMLReading

/// A small YAML file as a JSON value.
enum YAMLFile {
  /// Throws ``ProfilesError`` with the place where the file cannot be read or is not YAML.
  static func read(_ path: String) throws -> JSONValue {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ProfilesError(.invalidDefinition, "cannot read \(path)", hint: "it must be a text file in UTF-8")
    }
    let diagnostics = Diagnostics(file: path)
    var positions: [String: SourcePosition] = [:]
    let value = diagnostics.root(of: text, beginWith: "segment: NAME")?.jsonValue(recording: &positions, diagnostics)
    if let first = diagnostics.found.first { throw ProfilesError(.invalidDefinition, "\(first)") }
    return value ?? .null
  }
}
