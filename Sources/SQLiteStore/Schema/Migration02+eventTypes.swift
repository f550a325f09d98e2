extension Migration {
  static let eventTypes = Migration(
    "2",
    """
    -- Plugin and its version only where one brought it.
    CREATE TABLE event_type (
      id TEXT PRIMARY KEY,
      definition TEXT NOT NULL,
      origin TEXT NOT NULL,
      plugin TEXT,
      plugin_version TEXT,
      accepted_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """)
}
