import Records
import Yams

extension JSONValue {
  /// A text of YAML as the JSON that it means; nil for what is no YAML.
  public init?(yaml text: String) {
    guard let root = try? Parser(yaml: text).singleRoot() else { return nil }
    let diagnostics = Diagnostics(file: "")
    var positions: [String: SourcePosition] = [:]
    let value = root.jsonValue(recording: &positions, diagnostics)
    guard !diagnostics.hasErrors else { return nil }
    self = value
  }
}
