extension Migration {
  static let sourceFields = Migration(
    "11",
    """
    -- What a connection's source looked like: JSON, types by name.
    CREATE TABLE source_fields (connection TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """)
}
