import Profiles

/// Decides which requests are new, and keeps them in the outbox.
struct ExportOutcome {
  let lists: [Int64]
  let isFull: Bool
  let work: GoalWork

  /// Puts into the outbox what Iterable does not have, all updates before the joins. Inside one `write`.
  func keep(_ decisions: ExportDecisions, _ result: inout GoalResult, _ writer: any ProfileWriter) throws {
    result.counters += decisions.counters
    for reject in decisions.rejects { try writer.addReject(reject) }
    for request in decisions.requests {
      if try isUnchanged(request, decisions, writer) {
        result.counters.unchanged += 1
      } else {
        // Whatever comes of the delivery, until it is acknowledged nobody knows what Iterable has.
        if !request.isFurther { try writer.forgetSent(work.reference, request.profile) }
        try decisions.withBytes(request.payload) {
          _ = try writer.addToOutbox(
            work.reference, run: work.run, request.profile,
            kind: request.isFurther ? Delivery.furtherUpdate : Delivery.update, payload: $0)
        }
      }
    }
    for list in lists {
      for request in decisions.requests where try joins(request, list, writer) {
        try decisions.withBytes(request.subscriber) {
          _ = try writer.addToOutbox(
            work.reference, run: work.run, request.profile, kind: Delivery.join(list), payload: $0)
        }
      }
    }
  }

  /// Counts as if everything were delivered; writes nothing.
  func count(_ decisions: ExportDecisions, _ result: inout GoalResult, _ reader: any ProfileReader) throws {
    result.counters += decisions.counters
    for request in decisions.requests {
      if try isUnchanged(request, decisions, reader) {
        result.counters.unchanged += 1
      } else {
        result.counters.updated += 1
      }
      for list in lists where try joins(request, list, reader) { result.counters.joined += 1 }
    }
  }

  private func isUnchanged(
    _ request: ExportDecisions.Request, _ decisions: ExportDecisions, _ reader: any ProfileReader
  ) throws -> Bool {
    guard !isFull, !request.isFurther else { return false }
    return try decisions.withBytes(request.payload) { payload in
      try ExportPayload.hash(of: payload).withUnsafeBytes {
        try reader.wasSent(work.reference, request.profile, hash: $0)
      }
    }
  }

  private func joins(_ request: ExportDecisions.Request, _ list: Int64, _ reader: any ProfileReader) throws -> Bool {
    if request.isFurther { return false }
    return try isFull || !reader.isMember(work.reference, list: String(list), request.profile)
  }
}
