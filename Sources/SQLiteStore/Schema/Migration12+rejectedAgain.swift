extension Migration {
  static let rejectedAgain = Migration(
    "12",
    """
    -- Which reading of its goal a reject came in, why it cannot be tried again, and which later run rejected it again.
    ALTER TABLE reject ADD COLUMN pass TEXT;
    ALTER TABLE reject ADD COLUMN obstacle TEXT;
    ALTER TABLE reject ADD COLUMN superseded_by INTEGER;
    UPDATE reject SET superseded_by = (
      SELECT min(later.run) FROM reject later
      WHERE later.subject = reject.subject AND later.run > reject.run AND later.resolved_by IS NULL
    ) WHERE subject IS NOT NULL AND resolved_by IS NULL;
    """)
}
