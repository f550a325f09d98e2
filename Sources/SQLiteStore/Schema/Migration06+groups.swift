extension Migration {
  static let groups = Migration(
    "6",
    """
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
    """)
}
