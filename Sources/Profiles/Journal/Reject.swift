/// A record that could not be used.
public struct Reject: Sendable, Equatable {
  /// Given by the store.
  public var id: Int64
  public var run: Int64
  public var goal: String
  /// The record's number in the goal's source, from 1.
  public var row: Int64
  /// What names the person to an operator, such as the e-mail address; erased with the profile.
  public var identifier: String?
  /// The step that rejected it: 0 reading, from 1 the processors, -1 linking, mapping or delivery.
  public var step: Int
  public var code: String
  public var field: String
  public var reason: String
  /// The record as JSON, redacted by the caller; nil where it is not kept.
  public var payload: String?

  public init(
    id: Int64 = 0, run: Int64, goal: String, row: Int64, identifier: String? = nil, step: Int, code: String,
    field: String = "", reason: String, payload: String? = nil
  ) {
    self.id = id
    self.run = run
    self.goal = goal
    self.row = row
    self.identifier = identifier
    self.step = step
    self.code = code
    self.field = field
    self.reason = reason
    self.payload = payload
  }
}

/// Which rejects; nil is any. In order of their ids.
public struct RejectFilter: Sendable {
  public var run: Int64?
  public var goal: String?
  public var code: String?
  /// Only rejects with a greater id: where the page before ended.
  public var after: Int64

  public init(run: Int64? = nil, goal: String? = nil, code: String? = nil, after: Int64 = 0) {
    self.run = run
    self.goal = goal
    self.code = code
    self.after = after
  }
}
