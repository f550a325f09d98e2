import IterableAPI

/// Whether a connection would work, step by step. Reads only.
public struct Check: Sendable {
  public struct Step: Sendable {
    public enum Result: Sendable {
      case ok(String)
      case warning(String, hint: String?)
      case failed(String, hint: String?)
      /// Could not be looked at because an earlier step failed.
      case notReached
    }

    /// Such as `key`, `lists`, `goal subscribers: processors`.
    public var name: String
    public var result: Result
  }

  public var steps: [Step]

  public var isOK: Bool {
    steps.allSatisfy { step in
      switch step.result {
      case .ok, .warning: true
      case .failed, .notReached: false
      }
    }
  }

  /// Looks at everything, whatever fails. `report` is called with each step as soon as it is known.
  public static func of(
    _ connection: Connection, in installation: Installation, cancellation: Cancellation = Cancellation(),
    report: (Step) -> Void = { _ in }
  ) -> Check {
    fatalError("skeleton")
  }
}
