extension Migration {
  static let history = Migration(
    "8",
    """
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
    """)
}
