import GRDB
import Profiles

/// The tables, and how they came to be. A migration that was released never changes.
enum Schema {
  /// Names the file as a store of profiles: "MILL".
  private static let applicationID = 0x4D49_4C4C

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { try $0.execute(sql: first) }
    migrator.registerMigration("2") { try $0.execute(sql: eventTypes) }
    migrator.registerMigration("3") { try $0.execute(sql: memberships) }
    migrator.registerMigration("4") { try $0.execute(sql: timeline) }
    migrator.registerMigration("5") { try $0.execute(sql: sentEvents) }
    migrator.registerMigration("6") { try $0.execute(sql: groups) }
    migrator.registerMigration("7") { try $0.execute(sql: lifecycles) }
    migrator.registerMigration("8") { try $0.execute(sql: history) }
    migrator.registerMigration("9") { try $0.execute(sql: connectionVersions) }
    migrator.registerMigration("10") { try $0.execute(sql: notifications) }
    migrator.registerMigration("11") { try $0.execute(sql: sourceFields) }
    migrator.registerMigration("12") { try $0.execute(sql: rejectedAgain) }
    return migrator
  }()

  private static let first = """
    PRAGMA application_id = \(applicationID);

    -- Moments are microseconds since 1970 UTC.
    CREATE TABLE profile (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      created_at INTEGER NOT NULL,
      modified_at INTEGER NOT NULL,
      permission INTEGER NOT NULL,
      document TEXT NOT NULL
    ) STRICT;
    CREATE TABLE identifier (
      property TEXT NOT NULL,
      value TEXT NOT NULL,
      profile INTEGER NOT NULL,
      PRIMARY KEY (property, value, profile)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE property (
      name TEXT PRIMARY KEY, type TEXT NOT NULL, is_identifier INTEGER NOT NULL, title TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE segment (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, condition TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE objective (
      id TEXT PRIMARY KEY, title TEXT NOT NULL, needs TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO property (name, type, is_identifier) VALUES
      ('email', 'email', 1), ('\(Objective.consentedProperty)', 'text', 0), ('\(Objective.refusedProperty)', 'text', 0);

    CREATE TABLE goal (
      id INTEGER PRIMARY KEY, connection TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (connection, name)
    ) STRICT;
    CREATE TABLE run (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      connection TEXT NOT NULL,
      trigger TEXT NOT NULL,
      state TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      message TEXT
    ) STRICT;
    CREATE INDEX run_connection ON run (connection);
    CREATE TABLE goal_result (
      run INTEGER NOT NULL,
      position INTEGER NOT NULL,
      goal TEXT NOT NULL,
      state TEXT NOT NULL,
      message TEXT,
      counters TEXT NOT NULL,
      last_profiles TEXT NOT NULL,
      PRIMARY KEY (run, goal)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE reject (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run INTEGER NOT NULL,
      goal TEXT NOT NULL,
      row INTEGER NOT NULL,
      identifier TEXT,
      step INTEGER NOT NULL,
      code TEXT NOT NULL,
      field TEXT NOT NULL,
      reason TEXT NOT NULL,
      payload TEXT
    ) STRICT;
    CREATE INDEX reject_run ON reject (run);
    CREATE TABLE checkpoint (goal INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      goal INTEGER NOT NULL,
      run INTEGER NOT NULL,
      profile INTEGER NOT NULL,
      kind TEXT NOT NULL,
      payload BLOB NOT NULL
    ) STRICT;
    CREATE INDEX outbox_goal ON outbox (goal);
    CREATE TABLE sent (
      goal INTEGER NOT NULL, profile INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (goal, profile)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE membership (
      goal INTEGER NOT NULL, list TEXT NOT NULL, profile INTEGER NOT NULL, PRIMARY KEY (goal, list, profile)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE row_version (
      goal INTEGER NOT NULL, subscriber TEXT NOT NULL, stamp TEXT NOT NULL, profile INTEGER NOT NULL,
      PRIMARY KEY (goal, subscriber)
    ) STRICT, WITHOUT ROWID;
    """

  private static let eventTypes = """
    -- Plugin and its version only where one brought it.
    CREATE TABLE event_type (
      id TEXT PRIMARY KEY,
      definition TEXT NOT NULL,
      origin TEXT NOT NULL,
      plugin TEXT,
      plugin_version TEXT,
      accepted_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  private static let memberships = """
    -- Whom lists know the profile as. Of earlier members that is not known: those who are exported join again, which
    -- changes nothing at the receiver; those who had left the segment before are nobody's members, and no clean-up takes
    -- them off.
    DROP TABLE membership;
    CREATE TABLE membership (
      goal INTEGER NOT NULL, list TEXT NOT NULL, profile INTEGER NOT NULL, subscriber TEXT NOT NULL,
      PRIMARY KEY (goal, list, profile)
    ) STRICT, WITHOUT ROWID;
    """

  private static let timeline = """
    -- The events of a profile lie together. Expiry only where an event has one.
    CREATE TABLE event (
      profile INTEGER NOT NULL,
      type TEXT NOT NULL,
      id TEXT NOT NULL,
      date INTEGER NOT NULL,
      properties TEXT NOT NULL,
      revision INTEGER NOT NULL,
      expires_at INTEGER,
      PRIMARY KEY (profile, type, id, date)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX event_expiry ON event (expires_at) WHERE expires_at IS NOT NULL;
    -- One row: a revision is never given twice, whatever is deleted.
    CREATE TABLE event_revision (last INTEGER NOT NULL) STRICT;
    INSERT INTO event_revision VALUES (0);
    """

  private static let sentEvents = """
    -- The revision up to which a profile's events are or were in the outbox.
    CREATE TABLE sent_event (
      goal INTEGER NOT NULL, profile INTEGER NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (goal, profile)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE outbox ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
    -- Exports ask for what was changed since.
    CREATE INDEX event_change ON event (profile, revision);
    ALTER TABLE event ADD COLUMN source TEXT NOT NULL DEFAULT '';
    """

  private static let groups = """
    -- Joining properties are a JSON list of names, a type's properties one of definitions.
    CREATE TABLE group_type (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      plural_name TEXT NOT NULL,
      joined_by TEXT NOT NULL,
      properties TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE group_entry (
      type TEXT NOT NULL,
      id TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      modified_at INTEGER NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (type, id)
    ) STRICT;
    """

  private static let lifecycles = """
    CREATE TABLE lifecycle (id TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT, WITHOUT ROWID;
    -- A profile is touched once by each run of a goal.
    CREATE TABLE touch (
      profile INTEGER NOT NULL,
      lifecycle TEXT NOT NULL,
      stage TEXT NOT NULL,
      goal INTEGER NOT NULL,
      run INTEGER NOT NULL,
      touched_at INTEGER NOT NULL,
      PRIMARY KEY (profile, lifecycle, stage, goal, run)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX touch_moment ON touch (lifecycle, stage, touched_at);

    CREATE TABLE interaction (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE viewed_interaction (
      profile INTEGER NOT NULL,
      interaction TEXT NOT NULL,
      first_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (profile, interaction)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE zone (id TEXT PRIMARY KEY, needs TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO zone (id, needs) VALUES ('GDPR', 'opt_in'), ('UK_GDPR', 'opt_in'), ('CCPA', 'opt_out');
    -- A JSON list of zones' ids.
    ALTER TABLE objective ADD COLUMN zones TEXT NOT NULL DEFAULT '[]';
    INSERT OR IGNORE INTO property (name, type, is_identifier) VALUES ('\(PrivacyZone.property)', 'text', 0);
    """

  private static let history = """
    ALTER TABLE run ADD COLUMN started_by TEXT;
    ALTER TABLE run ADD COLUMN version INTEGER;
    ALTER TABLE run ADD COLUMN retry_of INTEGER;
    ALTER TABLE goal_result ADD COLUMN steps TEXT;
    ALTER TABLE reject ADD COLUMN profile INTEGER;
    ALTER TABLE reject ADD COLUMN subject INTEGER;
    ALTER TABLE reject ADD COLUMN resolved_by INTEGER;
    CREATE INDEX reject_open ON reject (subject) WHERE subject IS NOT NULL AND resolved_by IS NULL;
    CREATE INDEX reject_payload ON reject (run) WHERE payload IS NOT NULL;
    -- Rejected records as they came, to be tried again.
    CREATE TABLE reject_record (reject INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
    CREATE TRIGGER reject_deleted AFTER DELETE ON reject BEGIN DELETE FROM reject_record WHERE reject = OLD.id; END;

    -- Who was ever moved, and how many of them are erased. Of imports before this schema nobody knows.
    CREATE TABLE exchange (
      id INTEGER PRIMARY KEY, connection TEXT NOT NULL, direction TEXT NOT NULL, erased INTEGER NOT NULL DEFAULT 0,
      UNIQUE (connection, direction)
    ) STRICT;
    CREATE TABLE exchanged (
      exchange INTEGER NOT NULL, profile INTEGER NOT NULL, PRIMARY KEY (exchange, profile)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO exchange (connection, direction)
      SELECT DISTINCT connection, 'exported' FROM sent JOIN goal ON goal.id = sent.goal;
    INSERT OR IGNORE INTO exchanged (exchange, profile)
      SELECT exchange.id, sent.profile FROM sent JOIN goal ON goal.id = sent.goal
        JOIN exchange ON exchange.connection = goal.connection;
    """

  private static let connectionVersions = """
    -- An empty text: the connection was deleted. A file only where one rules the connection.
    CREATE TABLE connection_version (
      connection TEXT NOT NULL,
      number INTEGER NOT NULL,
      text TEXT NOT NULL,
      folder TEXT NOT NULL,
      file TEXT,
      origin TEXT NOT NULL,
      actor TEXT NOT NULL,
      made_at INTEGER NOT NULL,
      note TEXT,
      PRIMARY KEY (connection, number)
    ) STRICT, WITHOUT ROWID;
    """

  private static let notifications = """
    -- What is to be told, until it is delivered. Without next_at it was given up.
    CREATE TABLE notification (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      connection TEXT NOT NULL,
      run INTEGER,
      channel TEXT NOT NULL,
      recipient TEXT NOT NULL,
      secret TEXT,
      content TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      tries INTEGER NOT NULL,
      next_at INTEGER,
      problem TEXT
    ) STRICT;
    CREATE INDEX notification_next ON notification (next_at);
    -- Who was told that goals failed, and not yet that they work again; goals are a list in JSON.
    CREATE TABLE failure_notice (
      connection TEXT NOT NULL, channel TEXT NOT NULL, recipient TEXT NOT NULL, goals TEXT NOT NULL,
      PRIMARY KEY (connection, channel, recipient)
    ) STRICT, WITHOUT ROWID;
    """

  private static let sourceFields = """
    -- What a connection's source looked like: JSON, types by name.
    CREATE TABLE source_fields (connection TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """

  /// Throws `storeIncompatible` where the file is no store, or one of a newer version. An empty file is welcome, and so is one
  /// whose making was interrupted: the migrator's list of migrations is committed before the first of them.
  static func check(_ database: Database, path: String) throws {
    let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
    guard tables.contains(where: { $0 != "grdb_migrations" }) else { return }
    guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
      throw ProfilesError(
        .storeIncompatible, "\(path) is an SQLite database, but not a store of profiles", hint: "choose another path")
    }
    guard try !migrator.hasBeenSuperseded(database) else {
      throw ProfilesError(
        .storeIncompatible, "the store \(path) was written by a newer version of millrace",
        hint: "use that version, or restore a backup from before the upgrade")
    }
  }

  /// Throws `storeIncompatible` where a migration is to come, which readers cannot make.
  static func checkIsCurrent(_ database: Database, path: String) throws {
    guard try migrator.hasCompletedMigrations(database) else {
      throw ProfilesError(
        .storeIncompatible, "the store \(path) is of an older version", hint: "open it for writing once to upgrade it")
    }
  }
}
