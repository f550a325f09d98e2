import YAMLReading

extension SecretReference {
  /// The option's reference; nil where it is absent, or wrong, and then that is reported. `what` is the secret, for messages.
  static func read(_ reader: MappingReader, _ key: String, _ sentence: String, what: String) -> SecretReference? {
    guard let node = reader.value(key, sentence), let text = reader.text(of: node, "'\(key)'", sentence) else {
      return nil
    }
    if let reference = SecretReference(text) { return reference }
    reader.diagnostics.error(
      at: node,
      text.hasPrefix("${") ? "'\(key)' is not a reference that is understood" : "'\(key)' holds the \(what) itself",
      hint: remedy)
    return nil
  }

  /// One that cannot be found where the option is missing or wrong, which is reported.
  static func readRequired(_ reader: MappingReader, _ key: String, _ sentence: String, what: String) -> SecretReference
  {
    if reader.value(key, sentence) == nil {
      _ = reader.requiredText(key, sentence)
    }
    return read(reader, key, sentence, what: what) ?? .environment("")
  }
}
