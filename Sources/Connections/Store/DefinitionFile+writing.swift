import Profiles
import Records
import YAMLReading

extension Segment {
  /// As the file that it can be read from.
  public var yaml: String { DefinitionFile.text(json) }
}

extension Lifecycle {
  /// As the file that it can be read from.
  public var yaml: String { DefinitionFile.text(json) }
}

extension DefinitionFile {
  /// The object as YAML, small parts of it on one line each.
  fileprivate static func text(_ json: JSONValue) -> String {
    let plain = json.object!.map { "\($0.key): \($0.value.yaml)\n" }.joined()
    let diagnostics = Diagnostics(file: "")
    let root = diagnostics.root(of: plain, beginWith: "")
    return root.flatMap { YAMLFormat().formatted(plain, $0, [:], diagnostics) } ?? plain
  }
}
