import EventTypes

/// What can be written, inside one `write`. It reads its own writes.
public protocol ProfileWriter: ProfileReader {
  // MARK: Profiles

  /// A new profile with the edited document and its identifiers.
  func insert(_ editor: DocumentEditor, permission: PermissionLevel) throws -> ProfileID
  /// Makes the profile what the editor made of its document, and its identifiers follow. False, and nothing is written,
  /// where that changes nothing. `notFound` where the profile is gone.
  func update(_ id: ProfileID, _ editor: DocumentEditor) throws -> Bool
  func setPermission(_ id: ProfileID, _ level: PermissionLevel) throws
  /// Removes the profile and all that is known of it: identifiers, events, touches, viewed interactions, deliveries, memberships, and rejects that name it.
  /// False where there is none.
  func erase(_ id: ProfileID) throws -> Bool

  // MARK: Timeline

  /// Puts the event on the profile's timeline, in place of one with the same type, id and date. Where the profile then has
  /// too many, one of them goes: see ``EventLimits``. The caller sees to it that profile and type are known, and that the
  /// event keeps its limits; `revision` is not looked at.
  @discardableResult
  func putEvent(_ event: EventRow, of profile: ProfileID) throws -> EventOutcome
  /// Deletes events that have expired, `limit` at most; answers how many.
  func deleteExpiredEvents(limit: Int) throws -> Int

  // MARK: Lifecycles and interactions

  /// Counts a touch of the profile; false, and nothing is counted, where this run of the goal has touched it in the stage
  /// already.
  @discardableResult
  func addTouch(
    _ profile: ProfileID, in stage: StageReference, by goal: GoalReference, run: Int64, at moment: Timestamp
  ) throws -> Bool
  /// Touches of the stage at `moment` or before are forgotten.
  func deleteTouches(in stage: StageReference, until moment: Timestamp) throws
  /// Takes down what a source says; false where that was known. The profile's document and `modified` stay.
  @discardableResult
  func addView(_ report: InteractionReport, by profile: ProfileID) throws -> Bool

  // MARK: Definitions

  /// Adds or replaces it. `conflict` where its type changes while profiles have values of it. Becoming an identifier, or
  /// no longer being one, goes through all profiles.
  func putProperty(_ property: Property) throws
  /// Adds or replaces it. `invalidDefinition` or `notFound` where its condition does not hold together.
  func putSegment(_ segment: Segment) throws
  /// False where there is none; `conflict` where another segment or a lifecycle uses it.
  func deleteSegment(_ id: String) throws -> Bool
  /// Adds or replaces it; touches of stages that it has no more are forgotten. `invalidDefinition` where it does not hold
  /// together, `conflict` where a touchpoint is another stage's or a segment could not refer to it any more.
  func putLifecycle(_ lifecycle: Lifecycle) throws
  /// False where there is none; `conflict` where a segment or another lifecycle uses it. Its touches are forgotten.
  func deleteLifecycle(_ id: String) throws -> Bool
  /// `notFound` where one of its zones is not known.
  func putObjective(_ objective: Objective) throws
  func deleteObjective(_ id: String) throws -> Bool
  func putZone(_ zone: PrivacyZone) throws
  /// False where there is none; `conflict` where an objective has it.
  func deleteZone(_ id: String) throws -> Bool
  /// Remembers a new event type, or a newer version in place of the one there is; nothing is written where that is the
  /// same, whatever its origin. Throws `EventTypesError` where it is not sound or not an upgrade.
  @discardableResult
  func acceptEventType(_ type: EventType, from origin: AcceptedEventType.Origin) throws -> EventTypeAcceptance
  /// False where there is none; `conflict` where profiles have events of it, or a segment or a lifecycle asks for them.
  func deleteEventType(_ id: String) throws -> Bool

  /// Adds or replaces it. `conflict` where the type of one of its properties changes, or one is gone, while there are groups.
  func putGroupType(_ type: GroupType) throws
  /// With all its groups. False where there is none; `conflict` where a segment uses it.
  func deleteGroupType(_ id: String) throws -> Bool

  // MARK: Groups

  /// A new group with the edited document. `id` is 1 to ``GroupRow/longestID`` bytes; the type has no group with it yet.
  func insertGroup(_ type: String, _ id: UnsafeRawBufferPointer, _ editor: DocumentEditor) throws
  /// Makes the group what the editor made of its document. False, and nothing is written, where that changes nothing.
  /// `notFound` where the group is gone.
  func updateGroup(_ type: String, _ id: UnsafeRawBufferPointer, _ editor: DocumentEditor) throws -> Bool

  // MARK: Connections

  /// Adds a version behind the last one; answers it with its number and moment, which are given here.
  func addVersion(_ version: ConnectionVersion) throws -> ConnectionVersion
  /// Everything kept of the goal (checkpoint, outbox, sent payloads, memberships, row versions), its runs and their rejects
  /// know it by the new name from now on. Nothing where the goal is not known. `conflict` where the new name is.
  func renameGoal(_ name: String, of connection: String, to new: String) throws
  /// Versions, goals and runs of the connection go by the new name from now on. `conflict` where there are any of it.
  func renameConnection(_ name: String, to new: String) throws

  // MARK: Journal

  /// The goal, known from now on.
  func ensureGoal(connection: String, name: String) throws -> GoalReference
  /// A new run, `running` from now on.
  func startRun(connection: String, trigger: String, startedBy: String?, version: Int64?, retryOf: Int64?) throws -> Run
  /// Replaces state, end, message, version and the results of the goals that it names.
  func updateRun(_ run: Run) throws
  /// Replaces one goal's result in a run.
  func putResult(_ result: GoalResult, run: Int64) throws
  /// `record` is kept beside it as it came, to be tried again; it is erased with any profile that it names. What earlier
  /// runs rejected of the same subject is superseded.
  func addReject(_ reject: Reject, record: UnsafeRawBufferPointer?) throws
  /// The run could use what earlier runs rejected; answers how many rejects that were.
  @discardableResult
  func resolveRejects(subject: Int64, by run: Int64) throws -> Int
  func deleteRejects(run: Int64) throws
  /// Removes runs that ended before the moment, with their results and rejects, the oldest first and at most `limit`; the
  /// newest `keeping` of each connection stay, however old. Answers their numbers.
  func removeRuns(endedBefore moment: Timestamp, keeping: Int, limit: Int) throws -> [Int64]
  /// Forgets payloads and records of rejects, of runs that ended before the moment, at most `limit`; the rejects stay.
  /// Answers how many.
  func forgetRejectedRecords(endedBefore moment: Timestamp, limit: Int) throws -> Int
  /// The connection's account of one direction, for ``noteExchange(_:_:)``.
  func exchange(of connection: String, _ direction: DataExchange.Direction) throws -> Int64
  /// The profile was moved; it counts the first time.
  func noteExchange(_ exchange: Int64, _ profile: ProfileID) throws
  /// The notification's id. Those that were given up, and are older than seven days, go.
  @discardableResult
  func addNotification(_ notification: PendingNotification) throws -> Int64
  /// Replaces tries, next try and problem; nothing where it is gone.
  func updateNotification(_ notification: PendingNotification) throws
  func removeNotification(_ id: Int64) throws
  /// Replaces what is known of the recipient; nothing is kept without goals.
  func putFailureNotice(_ notice: FailureNotice) throws
  /// Replaces what is remembered of the source's fields.
  func setSourceFields(of source: String, _ fields: [String: String]) throws
  /// A small text of the caller's, JSON as a rule; nil removes it.
  func setCheckpoint(_ goal: GoalReference, _ text: String?) throws
  /// The entry's id; later entries have greater ones. `revision` is that of an event, else 0.
  @discardableResult
  func addToOutbox(
    _ goal: GoalReference, run: Int64, _ profile: ProfileID, kind: String, revision: Int64,
    payload: UnsafeRawBufferPointer
  ) throws -> Int64
  /// The entry was delivered, or refused for good.
  func removeFromOutbox(_ entry: Int64) throws
  /// Removes an entry that was not delivered. An event's revision, and those behind it, count as not sent.
  func takeBackFromOutbox(_ entry: Int64) throws
  /// Takes back everything undelivered of the goal; answers how many there were.
  @discardableResult
  func clearOutbox(_ goal: GoalReference) throws -> Int
  /// `hash` names the payload, 16 to 32 bytes.
  func markSent(_ goal: GoalReference, _ profile: ProfileID, hash: UnsafeRawBufferPointer) throws
  /// The profile's events up to this revision are in the outbox, or were.
  func markSent(_ goal: GoalReference, _ profile: ProfileID, revision: Int64) throws
  /// What was last acknowledged is no longer what the receiver is known to have. The profile still counts as sent.
  func forgetSent(_ goal: GoalReference, _ profile: ProfileID) throws
  /// The profile is on the list, by the caller's name for it; nil: it is not.
  func setMember(
    _ goal: GoalReference, list: String, _ profile: ProfileID, as subscriber: UnsafeRawBufferPointer?) throws
  /// Remembers the version; it replaces the one before. `profile` is whom it was applied to, so that erasing finds it; nil
  /// where that was no profile.
  func markApplied(
    _ goal: GoalReference, subscriber: UnsafeRawBufferPointer, stamp: UnsafeRawBufferPointer, _ profile: ProfileID?)
    throws
}

extension ProfileWriter {
  public func startRun(connection: String, trigger: String) throws -> Run {
    try startRun(connection: connection, trigger: trigger, startedBy: nil, version: nil, retryOf: nil)
  }

  public func addReject(_ reject: Reject) throws { try addReject(reject, record: nil) }

  /// Adds what is no event.
  @discardableResult
  public func addToOutbox(
    _ goal: GoalReference, run: Int64, _ profile: ProfileID, kind: String, payload: UnsafeRawBufferPointer
  ) throws -> Int64 {
    try addToOutbox(goal, run: run, profile, kind: kind, revision: 0, payload: payload)
  }
}
