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
  /// The profile that it is about, where it has one already.
  public var profile: ProfileID?
  /// Names the record within its goal, so that a later run knows it again; nil where nobody can.
  public var subject: Int64?
  /// Which of the goal's readings it came in; nil: that of its own source.
  public var pass: String?
  /// Why it cannot be tried again; nil where it can.
  public var obstacle: Obstacle?
  /// The later run that could use the record; given by the store.
  public var resolvedBy: Int64?
  /// The first later run that rejected the record again, so that this reject is no longer the one to look at; given by the
  /// store.
  public var supersededBy: Int64?

  /// What keeps a retry from a record.
  public enum Obstacle: String, Sendable, CaseIterable {
    /// A processor held the row back and gave it at the end of the source: which record it was, nobody knows.
    case heldBack = "held_back"
    /// The record is longer than what is kept.
    case tooLong = "too_long"
    /// The records that are kept of the goal and run had no room for it.
    case noRoom = "no_room"
    /// A processor made a row that belongs to no profile.
    case noProfile = "no_profile"
    /// What was kept of it is gone, for its age.
    case forgotten
  }

  public init(
    id: Int64 = 0, run: Int64, goal: String, row: Int64, identifier: String? = nil, step: Int, code: String,
    field: String = "", reason: String, payload: String? = nil, profile: ProfileID? = nil, subject: Int64? = nil,
    pass: String? = nil
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
    self.profile = profile
    self.subject = subject
    self.pass = pass
  }
}

/// Which rejects; nil is any. In order of their ids.
public struct RejectFilter: Sendable {
  public var run: Int64?
  public var goal: String?
  public var code: String?
  public var step: Int?
  public var identifier: String?
  /// Found in identifier, code, field or reason; letters of ASCII in either case.
  public var text: String?
  /// Only those that no later run could use, and of a record that later runs rejected again the latest.
  public var isOpen: Bool
  /// Only rejects with a greater id: where the page before ended.
  public var after: Int64

  public init(
    run: Int64? = nil, goal: String? = nil, code: String? = nil, step: Int? = nil, identifier: String? = nil,
    text: String? = nil, isOpen: Bool = false, after: Int64 = 0
  ) {
    self.run = run
    self.goal = goal
    self.code = code
    self.step = step
    self.identifier = identifier
    self.text = text
    self.isOpen = isOpen
    self.after = after
  }
}

/// Rejects for one and the same reason.
public struct RejectGroup: Sendable, Equatable {
  public var connection: String
  public var goal: String
  public var step: Int
  public var code: String
  public var field: String
  /// The reason of the first.
  public var reason: String
  public var count: Int
  /// Of these, those that a later run could use.
  public var resolved: Int
  /// Of these, those that are open: neither resolved nor rejected again by a later run.
  public var open: Int

  public init(
    connection: String, goal: String, step: Int, code: String, field: String, reason: String, count: Int, resolved: Int,
    open: Int
  ) {
    self.connection = connection
    self.goal = goal
    self.step = step
    self.code = code
    self.field = field
    self.reason = reason
    self.count = count
    self.resolved = resolved
    self.open = open
  }
}

extension Reject {
  /// What people call a step: `reading`, `processor 2`, `profile`.
  public static func name(ofStep step: Int) -> String {
    switch step {
    case 0: "reading"
    case 1...: "processor \(step)"
    default: "profile"
    }
  }
}
