import YAMLReading

extension YAMLFormat {
  /// How connection files are written.
  static let connection = YAMLFormat(
    lineByLine: ["mappings"], spreadOut: ["goals", "processors", "timeline"])
}

extension ConnectionFile {
  /// The text in its one form: options in their documented order, comments where they were. What has errors keeps them;
  /// unknown options come last. Throws ``ConnectionsError`` where the text is no YAML, or has what cannot be kept.
  public func formatted() throws(ConnectionsError) -> String {
    let diagnostics = Diagnostics(file: name, folder: source.folder)
    guard let root = Self.read(source.text, diagnostics)?.root else {
      throw ConnectionsError(.invalidFile, "\(name) is not YAML", diagnostics: diagnostics.sorted)
    }
    let judged = Diagnostics(file: name)
    guard let text = YAMLFormat.connection.formatted(source.text, root, diagnostics.readings, judged) else {
      throw ConnectionsError(.invalidFile, "\(name) cannot be formatted", diagnostics: judged.sorted)
    }
    return text
  }
}
