/// The statements of the per-profile paths, prepared once a connection.
enum Query: Int, CaseIterable {
  case profile, profilesAfter, findProfiles, insertProfile, updateDocument
  case addIdentifier, removeIdentifier
  case outboxAfter, addToOutbox, removeFromOutbox
  case sentHash, markSent, forgetSent
  case membership, membersAfter, join, leave
  case appliedStamp, markApplied

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
      "SELECT id, run, profile, kind, payload FROM outbox WHERE goal = ? AND id > ? ORDER BY id LIMIT ?"
    case .addToOutbox: "INSERT INTO outbox (goal, run, profile, kind, payload) VALUES (?, ?, ?, ?, ?)"
    case .removeFromOutbox: "DELETE FROM outbox WHERE id = ?"
    case .sentHash: "SELECT hash FROM sent WHERE goal = ? AND profile = ?"
    case .markSent: "INSERT OR REPLACE INTO sent (goal, profile, hash) VALUES (?, ?, ?)"
    case .forgetSent: "UPDATE sent SET hash = x'' WHERE goal = ? AND profile = ?"
    case .membership: "SELECT subscriber FROM membership WHERE goal = ? AND list = ? AND profile = ?"
    case .membersAfter:
      "SELECT profile FROM membership WHERE goal = ? AND list = ? AND profile > ? ORDER BY profile LIMIT ?"
    case .join: "INSERT OR REPLACE INTO membership (goal, list, profile, subscriber) VALUES (?, ?, ?, ?)"
    case .leave: "DELETE FROM membership WHERE goal = ? AND list = ? AND profile = ?"
    case .appliedStamp: "SELECT stamp FROM row_version WHERE goal = ? AND subscriber = ?"
    case .markApplied: "INSERT OR REPLACE INTO row_version (goal, subscriber, stamp, profile) VALUES (?, ?, ?, ?)"
    }
  }
}
