import YAMLReading

extension ConnectionFile {
  /// What the file says, option by option. Meaningful where it has no error.
  var options: OptionTree {
    let diagnostics = Diagnostics(file: name, folder: source.folder)
    return Self.read(source.text, diagnostics).map { OptionTree($0.root, diagnostics) } ?? .options([])
  }
}
