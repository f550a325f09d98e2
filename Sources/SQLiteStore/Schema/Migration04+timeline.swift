extension Migration {
  static let timeline = Migration(
    "4",
    """
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
    """)
}
