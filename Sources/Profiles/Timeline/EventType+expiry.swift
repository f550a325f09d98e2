import EventTypes

extension EventType {
  /// When an event of this date expires that is written now; nil where events are kept for ever. A later change of the
  /// type's retention leaves it as it is.
  public func expiry(of date: Timestamp) -> Timestamp? {
    retentionDays.map { Timestamp(microseconds: date.microseconds + Int64($0) * 86_400_000_000) }
  }
}
