extension AuditLog {
  /// The newest events that `matches`, the newest first, `limit` at most; `isCut`: there are older ones. The file is read through, and
  /// twice as many are held at once. Throws ``AuditError``.
  public func last(
    _ limit: Int, where matches: (AuditEvent) -> Bool = { _ in true }
  ) throws -> (events: [AuditEvent], isCut: Bool) {
    var events: [AuditEvent] = []
    var isCut = false
    _ = try read { event in
      guard matches(event) else { return }
      events.append(event)
      if events.count >= 2 * limit {
        events.removeFirst(limit)
        isCut = true
      }
    }
    return (events.suffix(limit).reversed(), isCut || events.count > limit)
  }
}
