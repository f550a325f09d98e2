extension Migration {
  static let connectionVersions = Migration(
    "9",
    """
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
    """)
}
