import PluginHost
import Records

extension ProcessorStep {
  /// Where a secret itself stands in the configuration, in place of a reference to it: JSON pointers.
  func literalSecrets(of schema: ConfigSchema) -> [String] {
    var pointers: [String] = []
    _ = schema.replacing(.secret, in: config) { text, pointer in
      if SecretReference(text) == nil { pointers.append(pointer) }
      return text
    }
    return pointers
  }

  /// The configuration as the processor gets it: secrets found, paths absolute, defaults filled in. Throws
  /// ``ConnectionsError``; its message shows no secret.
  func resolvedConfig(of reference: ProcessorReference, environment: [String: String]) throws -> JSONValue {
    let known = try reference.schema.replacing(.secret, in: config) { text, pointer in
      guard let secret = SecretReference(text) else {
        throw doesNotFit(reference, at: pointer, "\(pointer): is a secret; \(SecretReference.remedy)")
      }
      return try secret.resolve(environment: environment)
    }
    let (checked, violations) = reference.schema.validate(reference.schema.withAbsolutePaths(known, from: folder))
    if let first = violations.first { throw doesNotFit(reference, at: first.pointer, first.description) }
    return checked
  }

  private func doesNotFit(_ reference: ProcessorReference, at pointer: String, _ message: String) -> ConnectionsError {
    ConnectionsError(
      .invalidFile,
      "the configuration of \(reference.label) does not fit, line \(positions.config(at: pointer).line): \(message)")
  }
}
