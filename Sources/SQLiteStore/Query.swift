import EventTypes

/// The statements of the per-profile paths, prepared once a connection.
enum Query: Int, CaseIterable {
  case profile, profilesAfter, findProfiles, insertProfile, updateDocument
  case addIdentifier, removeIdentifier
  case outboxAfter, addToOutbox, removeFromOutbox
  case sentHash, markSent, forgetSent, sentRevision, markRevisionSent, takeBackRevision
  case membership, membersAfter, join, leave
  case appliedStamp, markApplied
  case touchCount, addTouch
  case lastView, viewedInteractions, noteView, addView, nameInteraction
  case eventsByDate, eventsByRevision
  case event, insertEvent, replaceEvent, deleteEvent, eventsOfProfile, leastEvent, expireEventsOfProfile, nextRevision
  case noteExchange
  case group, groupsAfter, insertGroup, updateGroup

  var sql: String {
    switch self {
    case .profile: "SELECT id, created_at, modified_at, permission, document FROM profile WHERE id = ?"
    case .profilesAfter:
      "SELECT id, created_at, modified_at, permission, document FROM profile WHERE id > ? ORDER BY id LIMIT ?"
    case .findProfiles: "SELECT profile FROM identifier WHERE property = ? AND value = ? ORDER BY profile LIMIT ?"
    case .insertProfile: "INSERT INTO profile (created_at, modified_at, permission, document) VALUES (?1, ?1, ?2, ?3)"
    case .updateDocument: "UPDATE profile SET document = ?, modified_at = ? WHERE id = ?"
    case .addIdentifier: "INSERT OR IGNORE INTO identifier (property, value, profile) VALUES (?, ?, ?)"
    case .removeIdentifier: "DELETE FROM identifier WHERE property = ? AND value = ? AND profile = ?"
    case .outboxAfter:
      "SELECT id, run, profile, kind, revision, payload FROM outbox WHERE goal = ? AND id > ? ORDER BY id LIMIT ?"
    case .addToOutbox: "INSERT INTO outbox (goal, run, profile, kind, payload, revision) VALUES (?, ?, ?, ?, ?, ?)"
    case .removeFromOutbox: "DELETE FROM outbox WHERE id = ?"
    case .sentHash: "SELECT hash FROM sent WHERE goal = ? AND profile = ?"
    case .markSent: "INSERT OR REPLACE INTO sent (goal, profile, hash) VALUES (?, ?, ?)"
    case .forgetSent: "UPDATE sent SET hash = x'' WHERE goal = ? AND profile = ?"
    case .sentRevision: "SELECT revision FROM sent_event WHERE goal = ? AND profile = ?"
    case .markRevisionSent: "INSERT OR REPLACE INTO sent_event (goal, profile, revision) VALUES (?, ?, ?)"
    case .takeBackRevision:
      """
      UPDATE sent_event SET revision = min(sent_event.revision, outbox.revision - 1) FROM outbox
      WHERE outbox.id = ? AND outbox.revision > 0 AND sent_event.goal = outbox.goal AND sent_event.profile = outbox.profile
      """
    case .membership: "SELECT subscriber FROM membership WHERE goal = ? AND list = ? AND profile = ?"
    case .membersAfter:
      "SELECT profile FROM membership WHERE goal = ? AND list = ? AND profile > ? ORDER BY profile LIMIT ?"
    case .join: "INSERT OR REPLACE INTO membership (goal, list, profile, subscriber) VALUES (?, ?, ?, ?)"
    case .leave: "DELETE FROM membership WHERE goal = ? AND list = ? AND profile = ?"
    case .appliedStamp: "SELECT stamp FROM row_version WHERE goal = ? AND subscriber = ?"
    case .noteExchange: "INSERT OR IGNORE INTO exchanged (exchange, profile) VALUES (?, ?)"
    case .markApplied: "INSERT OR REPLACE INTO row_version (goal, subscriber, stamp, profile) VALUES (?, ?, ?, ?)"
    case .touchCount:
      """
      SELECT count(*) FROM touch WHERE profile = ? AND lifecycle = ? AND stage = ? AND touched_at > ?
      AND NOT (goal = ? AND run = ?)
      """
    case .addTouch:
      "INSERT OR IGNORE INTO touch (profile, lifecycle, stage, goal, run, touched_at) VALUES (?, ?, ?, ?, ?, ?)"
    case .lastView: "SELECT last_at FROM viewed_interaction WHERE profile = ? AND interaction = ?"
    case .viewedInteractions:
      """
      SELECT interaction, name, first_at, last_at, count FROM viewed_interaction
      LEFT JOIN interaction ON interaction.id = viewed_interaction.interaction
      WHERE profile = ? ORDER BY interaction
      """
    case .noteView: "INSERT OR IGNORE \(Self.view)"
    case .addView:
      """
      INSERT \(Self.view) ON CONFLICT (profile, interaction) DO UPDATE SET
        first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at),
        count = max(count, excluded.count)
      WHERE excluded.first_at < first_at OR excluded.last_at > last_at OR excluded.count > count
      """
    case .nameInteraction:
      """
      INSERT INTO interaction (id, name) VALUES (?, ?)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name
      """
    case .eventsByDate: "\(Self.events) ORDER BY date DESC, type, id"
    case .eventsByRevision: "\(Self.events) ORDER BY revision"
    case .event: "SELECT properties, expires_at FROM event WHERE profile = ? AND type = ? AND id = ? AND date = ?"
    case .insertEvent:
      """
      INSERT INTO event (profile, type, id, date, properties, revision, expires_at, source)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """
    case .replaceEvent:
      """
      UPDATE event SET properties = ?5, revision = ?6, expires_at = ?7, source = ?8
      WHERE profile = ?1 AND type = ?2 AND id = ?3 AND date = ?4
      """
    case .deleteEvent: "DELETE FROM event WHERE profile = ? AND type = ? AND id = ? AND date = ?"
    case .eventsOfProfile: "SELECT count(*) FROM event WHERE profile = ?"
    case .leastEvent:
      """
      WITH priority AS MATERIALIZED (SELECT id, json_extract(definition, '$.priority') AS priority FROM event_type)
      SELECT event.type, event.id, event.date, coalesce(priority, \(EventType.usualPriority)),
        coalesce((SELECT priority FROM priority WHERE id = ?2), \(EventType.usualPriority))
      FROM event LEFT JOIN priority ON priority.id = event.type WHERE profile = ?1 ORDER BY 4, 3, 1, 2 LIMIT 1
      """
    case .expireEventsOfProfile: "DELETE FROM event WHERE profile = ? AND expires_at <= ?"
    case .nextRevision: "UPDATE event_revision SET last = last + 1 RETURNING last"
    case .group: "SELECT id, created_at, modified_at, document FROM group_entry WHERE type = ? AND id = ?"
    case .groupsAfter:
      "SELECT id, created_at, modified_at, document FROM group_entry WHERE type = ? AND id > ? ORDER BY id LIMIT ?"
    case .insertGroup:
      "INSERT INTO group_entry (type, id, created_at, modified_at, document) VALUES (?1, ?2, ?3, ?3, ?4)"
    case .updateGroup: "UPDATE group_entry SET document = ?3, modified_at = ?4 WHERE type = ?1 AND id = ?2"
    }
  }

  private static let view = """
    INTO viewed_interaction (profile, interaction, first_at, last_at, count) VALUES (?, ?, ?, ?, ?)
    """

  private static let events = """
    SELECT type, id, date, properties, revision, expires_at, source FROM event
    WHERE profile = ? AND date >= ? AND date < ? AND revision > ? AND (expires_at IS NULL OR expires_at > ?)
    """
}
