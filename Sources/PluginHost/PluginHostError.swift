import Records

/// What went wrong with a plugin: its file, its description, its configuration, or its work.
public struct PluginHostError: Error, CustomStringConvertible, Sendable, Equatable {
  public enum Code: String, Sendable {
    /// A file or folder could not be read or written.
    case file
    /// No plugin, or no processor, of this name.
    case notFound = "not_found"
    /// Two files offer a plugin of the same id.
    case ambiguous
    /// The shared object has no entry symbol of Millrace.
    case notAPlugin = "not_a_plugin"
    /// It was made for another major version of the ABI.
    case wrongABI = "wrong_abi"
    /// The dynamic linker refused it, or its entry function did.
    case load
    /// It loads, and what it says about itself is not usable.
    case description
    /// In-process placement of a file that nobody trusted.
    case notTrusted = "not_trusted"
    /// Others than root and the user who runs Millrace may change the file, or a folder on the way to it.
    case exposed
    /// Goals stopped because of it too often; see ``Suspension``.
    case suspended
    /// The configuration is not as the processor's schema says.
    case config
    /// `create` refused the configuration, or did not survive it.
    case create
    /// It failed on more records than a run forgives, or at its end.
    case failing
    /// A worker process could not be started.
    case worker
    /// No memory for what the plugin gave.
    case memory
  }

  public let code: Code
  /// Begins in lower case and names the plugin or file.
  public let message: String
  /// What to do about it.
  public let hint: String?
  /// Of a manifest: all of its mistakes, each with its place. The message is about the first.
  public let diagnostics: [Diagnostic]
  /// SHA-256 of the file whose code failed, by what it did and not by what it said; nil for all other errors.
  public let culprit: String?

  public init(
    _ code: Code, _ message: String, hint: String? = nil, diagnostics: [Diagnostic] = [], culprit: String? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.diagnostics = diagnostics
    self.culprit = culprit
  }

  public var description: String { hint.map { message + (message.hasSuffix("?") ? " " : "; ") + $0 } ?? message }
}
