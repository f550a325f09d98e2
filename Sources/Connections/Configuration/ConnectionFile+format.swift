import YAMLReading
import Yams

extension YAMLFormat {
  /// How connection files are written.
  static let connection = YAMLFormat(
    lineByLine: ["mappings"], spreadOut: ["goals", "processors", "timeline"])
}

extension ConnectionFile {
  /// The text in its one form: options in their documented order, comments where they were. What has errors keeps them;
  /// unknown options come last. Throws ``ConnectionsError`` where the text is no YAML, defines something else than a
  /// connection, or has what cannot be kept.
  public func formatted() throws(ConnectionsError) -> String {
    let diagnostics = Diagnostics(file: name, folder: source.folder)
    guard let root = Self.read(source.text, diagnostics)?.root else {
      throw ConnectionsError(.invalidFile, "\(name) is not YAML", diagnostics: diagnostics.sorted)
    }
    if let other = otherDefinition(root) {
      throw ConnectionsError(
        .invalidFile, "\(name) is a \(other.replacing("_", with: " ")), and no connection",
        hint: "connection files begin with 'connection: NAME', and have a form; other files have none")
    }
    let judged = Diagnostics(file: name)
    guard let text = YAMLFormat.connection.formatted(source.text, root, diagnostics.readings, judged) else {
      throw ConnectionsError(.invalidFile, "\(name) cannot be formatted", diagnostics: judged.sorted)
    }
    return text
  }

  /// What the file defines that is no connection, by its first key.
  private func otherDefinition(_ root: Node) -> String? {
    guard let keys = root.mapping?.keys.compactMap(\.string), !keys.contains("connection") else { return nil }
    return keys.first { ["segment", "lifecycle", "group_type"].contains($0) }
  }
}
