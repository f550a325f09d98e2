import Profiles

extension Migration {
  static let lifecycles = Migration(
    "7",
    """
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
    """)
}
