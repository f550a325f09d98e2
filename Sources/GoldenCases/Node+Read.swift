import Records
import Yams

extension Node {
  /// Throws ``GoldenCaseError`` at the first key that is not one of these, or where there are no keys at all.
  func checkKeys(_ known: [String], in file: String) throws {
    guard let mapping else {
      throw GoldenCaseError(
        "expected keys and values", hint: "the keys are \(known.joined(separator: ", "))", at: self, in: file)
    }
    for key in mapping.keys {
      let name = key.string ?? ""
      if known.contains(name) { continue }
      throw GoldenCaseError(
        "unknown key '\(name)'\(Suggestion.clause(for: name, among: known))",
        hint: "the keys are \(known.joined(separator: ", "))", at: key, in: file)
    }
  }

  /// The member's text; nil where it is not there.
  func text(_ key: String, in file: String) throws -> String? {
    guard let node = self[key] else { return nil }
    guard let scalar = node.scalar else { throw GoldenCaseError("'\(key)' is a text", at: node, in: file) }
    return scalar.string
  }

  /// The member's items; nil where it is not there.
  func items(_ key: String, in file: String) throws -> [Node]? {
    guard let node = self[key] else { return nil }
    guard let items = node.sequence else { throw GoldenCaseError("'\(key)' is a list", at: node, in: file) }
    return Array(items)
  }

  func value(in file: String) throws -> JSONValue {
    do {
      return try JSONValue(parsing: json)
    } catch {
      throw GoldenCaseError("this cannot be written as JSON: \(error)", at: self, in: file)
    }
  }

  /// The value as JSON: plain scalars are null, booleans and numbers where they read so, in their own spelling.
  var json: String {
    switch self {
    case .sequence(let items): return "[" + items.map(\.json).joined(separator: ",") + "]"
    case .mapping(let members):
      return "{"
        + members.map { JSONValue.string($0.key.string ?? "").text + ":" + $0.value.json }.joined(separator: ",")
        + "}"
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      if isPlain, (try? JSONValue(parsing: scalar.string)) != nil { return scalar.string }
      return JSONValue.string(scalar.string).text
    case .alias: return "null"
    }
  }
}
