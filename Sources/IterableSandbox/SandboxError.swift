/// Why a sandbox did not start, or a file of subscribers was not written.
public struct SandboxError: Error, CustomStringConvertible, Sendable, Equatable {
  public enum Code: String, Sendable {
    case cannotListen, notRunning, cannotWrite
  }

  public let code: Code
  public let message: String
  public let hint: String

  public var description: String { hint.isEmpty ? message : "\(message) (\(hint))" }
}
