/// What can be read of a store, as of one moment. On the thread that got it, inside `read` or `write` only.
///
/// Everything throws `ProfilesError` with `storage` or `storeCorrupt`; other errors are named where they occur.
public protocol ProfileReader: ProfileFacts {
  // MARK: Profiles

  func profileCount() throws -> Int

  /// Lends one profile to `body`; false where there is none.
  func withProfile(_ id: ProfileID, _ body: (ProfileRow) throws -> Void) throws -> Bool

  /// Lends profiles in the order of their ids to `body`, at most `limit` from behind `id`; answers how many there were.
  func profiles(after id: ProfileID, limit: Int, _ body: (ProfileRow) throws -> Void) throws -> Int

  /// Replaces `found` with the profiles that have the value, in the order of their ids, `limit` at most.
  /// `key` is the value as `IdentifierKey` makes it.
  func findProfiles(by property: String, key: UnsafeRawBufferPointer, limit: Int, into found: inout [ProfileID]) throws

  // MARK: Timeline

  /// How many events all profiles have together, those that expired and are not deleted yet among them; nil: of all types.
  /// Goes through all of them.
  func eventCount(ofType type: String?) throws -> Int
  /// The revision of the last change to any event; 0 before the first.
  func lastEventRevision() throws -> Int64

  // MARK: Lifecycles and interactions

  /// How often the profile was touched in the stage behind the moment `after`, besides by this run of this goal.
  func touchCount(
    _ profile: ProfileID, in stage: StageReference, after: Timestamp, besides goal: GoalReference?, run: Int64
  ) throws -> Int
  /// Lends what the profile has seen to `body`, in the order of the interactions' ids.
  func viewedInteractions(of profile: ProfileID, _ body: (ViewedInteraction) throws -> Void) throws
  /// What profiles have seen, in the order of their ids. Goes through all of it.
  func interactions() throws -> [Interaction]

  // MARK: Definitions

  /// In the order of their names.
  func properties() throws -> [Property]
  func segments() throws -> [Segment]
  func lifecycles() throws -> [Lifecycle]
  func objectives() throws -> [Objective]
  func zones() throws -> [PrivacyZone]
  func eventTypes() throws -> [AcceptedEventType]
  func groupTypes() throws -> [GroupType]

  // MARK: Groups

  /// Lends groups of a type in the order of their ids to `body`, at most `limit` from behind `id`; answers how many there were.
  func groups(_ type: String, after id: String, limit: Int, _ body: (GroupRow) throws -> Void) throws -> Int
  func groupCount(_ type: String) throws -> Int

  // MARK: Connections

  /// The connection's versions, the newest first, at most `limit` with a smaller number.
  func connectionVersions(_ connection: String, before number: Int64?, limit: Int) throws -> [ConnectionVersion]
  /// Those with exactly this text, the newest first.
  func connectionVersions(_ connection: String, text: String) throws -> [ConnectionVersion]
  /// Nil where there is no such version.
  func connectionVersion(_ connection: String, _ number: Int64) throws -> ConnectionVersion?
  /// Of each connection the newest version that is not of origin `run`, in the order of their names.
  func currentVersions() throws -> [ConnectionVersion]
  /// That of one connection; nil where it has none.
  func currentVersion(of connection: String) throws -> ConnectionVersion?

  // MARK: Journal

  /// The goal; nil where nothing was written for it yet.
  func goal(connection: String, name: String) throws -> GoalReference?
  /// Newest first.
  func runs(_ filter: RunFilter, limit: Int) throws -> [Run]
  func run(_ id: Int64) throws -> Run?
  /// Those that went on at the moment, the newest first.
  func runs(at moment: Timestamp) throws -> [Run]
  func rejects(_ filter: RejectFilter, limit: Int) throws -> [Reject]
  /// Counted with `after`, too.
  func rejectCount(_ filter: RejectFilter) throws -> Int
  /// The reasons, those of most rejects first.
  func rejectGroups(_ filter: RejectFilter) throws -> [RejectGroup]
  /// What is rejected of a goal and no later run could use, over all runs.
  func openSubjects(_ goal: GoalReference) throws -> Set<Int64>
  /// Lends what is kept of a run's open rejects of a pass to `body`, each record once, and of a record that a later run
  /// rejected again what came last.
  func retriedRecords(
    run: Int64, goal: String, pass: String?, _ body: (UnsafeRawBufferPointer) throws -> Void) throws
  /// The profiles of a run's open rejects, in the order of their ids.
  func retriedProfiles(run: Int64, goal: String) throws -> [ProfileID]
  /// What a run's open rejects of a goal are about.
  func retriedSubjects(run: Int64, goal: String) throws -> Set<Int64>
  /// The rejects of a run that no later run could use, also where a later one rejected the record again.
  func retryGroups(run: Int64) throws -> [RetryGroup]
  /// Bytes of the records that are kept of a run's rejects of a goal.
  func keptBytes(run: Int64, goal: String) throws -> Int
  /// By connection and direction; of one connection or of all.
  func dataExchange(connection: String?) throws -> [DataExchange]
  /// By connection, and by goal and list. Looks each goal up; its cost does not grow with the profiles.
  func trace(of profile: ProfileID) throws -> ProfileTrace
  /// Oldest first: those whose next try is due by then; nil: all, and those that were given up.
  func notifications(dueBy moment: Timestamp?, limit: Int) throws -> [PendingNotification]
  func failureNotices(connection: String) throws -> [FailureNotice]
  /// The fields that a source had when a run last looked, with their types; nil where none did yet. A source is a
  /// connection, for its users, or `CONNECTION/CATALOG`.
  func sourceFields(of source: String) throws -> [String: String]?
  /// The text that `setCheckpoint` kept.
  func checkpoint(_ goal: GoalReference) throws -> String?
  /// Lends undelivered entries, oldest first, at most `limit` from behind `id`; answers how many there were.
  func outbox(_ goal: GoalReference, after id: Int64, limit: Int, _ body: (OutboxEntry) throws -> Void) throws -> Int
  func outboxCount(_ goal: GoalReference) throws -> Int
  /// Whether exactly this was the last payload acknowledged for the profile.
  func wasSent(_ goal: GoalReference, _ profile: ProfileID, hash: UnsafeRawBufferPointer) throws -> Bool
  /// Up to which revision the profile's events were put into the outbox, and not taken back; 0 where none were.
  func sentRevision(_ goal: GoalReference, _ profile: ProfileID) throws -> Int64
  /// How many profiles something was ever sent for.
  func sentCount(_ goal: GoalReference) throws -> Int
  /// Lends to `body` as whom the goal put the profile on the list; false where it did not.
  func withMembership(
    _ goal: GoalReference, list: String, _ profile: ProfileID, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Bool
  /// Replaces `found` with members in the order of their ids, at most `limit` from behind `id`.
  func members(
    _ goal: GoalReference, list: String, after id: ProfileID, limit: Int, into found: inout [ProfileID]) throws
  func memberCount(_ goal: GoalReference, list: String) throws -> Int
  /// Whether this version of the source's row was applied: `subscriber` names the row, `stamp` the version.
  func wasApplied(_ goal: GoalReference, subscriber: UnsafeRawBufferPointer, stamp: UnsafeRawBufferPointer) throws
    -> Bool
}

extension ProfileReader {
  public func touchCount(_ profile: ProfileID, in stage: StageReference, after: Timestamp) throws -> Int {
    try touchCount(profile, in: stage, after: after, besides: nil, run: 0)
  }

  /// Whether the goal put the profile on the list.
  public func isMember(_ goal: GoalReference, list: String, _ profile: ProfileID) throws -> Bool {
    try withMembership(goal, list: list, profile) { _ in }
  }
}

extension ProfileReader {
  /// Newest first; of one connection or of all.
  public func runs(connection: String?, before id: Int64?, limit: Int) throws -> [Run] {
    try runs(RunFilter(connection: connection, before: id), limit: limit)
  }
}
