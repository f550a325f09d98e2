import Profiles

extension Migration {
  static let profiles = Migration(
    "1",
    """
    PRAGMA application_id = \(Schema.applicationID);

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
    """)
}
