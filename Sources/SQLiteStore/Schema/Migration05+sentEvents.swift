extension Migration {
  static let sentEvents = Migration(
    "5",
    """
    -- The revision up to which a profile's events are or were in the outbox.
    CREATE TABLE sent_event (
      goal INTEGER NOT NULL, profile INTEGER NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (goal, profile)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE outbox ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
    -- Exports ask for what was changed since.
    CREATE INDEX event_change ON event (profile, revision);
    ALTER TABLE event ADD COLUMN source TEXT NOT NULL DEFAULT '';
    """)
}
