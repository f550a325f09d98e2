extension Migration {
  static let notifications = Migration(
    "10",
    """
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
    """)
}
