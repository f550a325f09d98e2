import Profiles
import Records
import YAMLReading

/// The YAML of a segment or a lifecycle as a JSON value, which remembers where everything stands.
public struct DefinitionFile: Sendable {
  /// As messages call it; empty where it has no name.
  public let path: String
  public let value: JSONValue
  /// By JSON pointer.
  private let positions: [String: SourcePosition]

  /// Throws ``ProfilesError`` with the place where the file cannot be read or is not YAML.
  /// - Parameter beginning: how such a file begins, such as `segment: NAME`.
  public init(contentsOf path: String, beginWith beginning: String) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ProfilesError(.invalidDefinition, "cannot read \(path)", hint: "it must be a text file in UTF-8")
    }
    try self.init(parsing: text, name: path, beginWith: beginning)
  }

  /// Throws ``ProfilesError`` with the place where the text is not YAML.
  public init(parsing text: String, name path: String = "", beginWith beginning: String) throws {
    let diagnostics = Diagnostics(file: path)
    var positions: [String: SourcePosition] = [:]
    let value = diagnostics.root(of: text, beginWith: beginning)?.jsonValue(recording: &positions, diagnostics)
    if let first = diagnostics.found.first {
      throw ProfilesError(
        .invalidDefinition, Self.place(path, first.position) + first.message, hint: first.hint)
    }
    self.path = path
    self.value = value ?? .null
    self.positions = positions
  }

  /// Passes on what `body` throws; a ``ProfilesError`` that names a part of the definition gets `file:line:column` of it.
  public func locating<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch var error as ProfilesError {
      guard let part = error.path, let position = position(of: part) else { throw error }
      error.message = Self.place(path, position) + error.message
      error.path = nil
      throw error
    }
  }

  private static func place(_ path: String, _ position: SourcePosition) -> String {
    path.isEmpty
      ? "line \(position.line), column \(position.column): " : "\(path):\(position.line):\(position.column): "
  }

  /// Of `stages[0].where.all[1].property`, or of the nearest part around it that stands in the file.
  private func position(of part: String) -> SourcePosition? {
    var pointer = ""
    for step in part.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }) {
      // What stands inside another definition is told as `segment 'vip'`.
      let name = step.prefix { $0 != " " }
      guard positions["\(pointer)/\(name)"] != nil else { break }
      pointer += "/\(name)"
      if name.count < step.count { break }
    }
    return positions[pointer]
  }
}
