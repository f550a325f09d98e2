/// A run of a service that begins or is continued, and who asked for it.
public struct StartedRun: Sendable {
  /// 0 for a dry run.
  public let number: Int64
  public let connection: String
  /// What started it: `manual`, `schedule`, `retry`, …
  public let trigger: String
  /// Nil where nobody is known.
  public let startedBy: String?
  /// The run whose rejects it tries again.
  public let retryOf: Int64?
}
