/// What became of every row of a bulk call. A row is delivered unless it is in `failures` or `unacknowledged`.
public struct BulkOutcome: Sendable {
  public enum Reason: String, Sendable {
    case invalidEmail, invalidUserID, notFound, invalidData, conflict
    /// Permanent: the person was forgotten.
    case forgotten
    case eventDisallowed
    /// Larger than a whole request may be; not sent.
    case tooLarge
    /// Iterable refused the request with this row alone in it.
    case refused
  }

  public struct Failure: Sendable, Equatable {
    /// Position in the rows that were given.
    public var index: Int
    public var reason: Reason
    /// Iterable's own words where it gave some, without e-mail addresses.
    public var message: String

    public init(index: Int, reason: Reason, message: String) {
      self.index = index
      self.reason = reason
      self.message = message
    }
  }

  public var rows: Int
  /// By index, ascending.
  public var failures: [Failure] = []
  /// Rows without an answer because the call was interrupted, ascending; send them again later.
  public var unacknowledged: [Int] = []
  /// Why the call ended early (wrong key, cancelled, every try used); nil when every row has its verdict.
  public var interruption: IterableError?
  /// Fields that Iterable added to its schema, or dropped, as its project settings say.
  public var createdFields: Set<String> = []
  public var filteredOutFields: Set<String> = []
  /// Answers received for this call, tries that were repeated not counted.
  public var requests = 0

  public init(rows: Int) { self.rows = rows }

  public var delivered: Int { rows - failures.count - unacknowledged.count }
}
