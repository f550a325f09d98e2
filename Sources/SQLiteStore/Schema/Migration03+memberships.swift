extension Migration {
  static let memberships = Migration(
    "3",
    """
    -- Whom lists know the profile as. Of earlier members that is not known: those who are exported join again, which
    -- changes nothing at the receiver; those who had left the segment before are nobody's members, and no clean-up takes
    -- them off.
    DROP TABLE membership;
    CREATE TABLE membership (
      goal INTEGER NOT NULL, list TEXT NOT NULL, profile INTEGER NOT NULL, subscriber TEXT NOT NULL,
      PRIMARY KEY (goal, list, profile)
    ) STRICT, WITHOUT ROWID;
    """)
}
