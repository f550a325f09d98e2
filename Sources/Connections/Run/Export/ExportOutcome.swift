import Profiles

/// Decides which requests are new, and keeps them in the outbox.
struct ExportOutcome {
  let lists: [JoinedList]
  let events: ExportEvents?
  let isFull: Bool
  let countsTouches: Bool
  let work: GoalWork
  let rejects: RejectLog

  /// Puts into the outbox what Iterable does not have, all updates before the joins and the events. Inside one `write`.
  func keep(_ decisions: ExportDecisions, _ result: inout GoalResult, _ writer: any ProfileWriter) throws {
    result.counters += decisions.counters
    for reject in decisions.rejects { try rejects.add(reject, to: writer) }
    for request in decisions.requests {
      if try isUnchanged(request, decisions, writer) {
        result.counters.unchanged += 1
        try rejects.resolve(request.profile, writer)
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
    for list in lists { try putOn(list, decisions, writer) }
    if let events {
      for request in decisions.requests where !request.isFurther {
        try decisions.withBytes(request.subscriber) {
          try events.keep(of: request.profile, known: $0, run: work.run, writer)
        }
      }
    }
  }

  /// All who leave by identifiers of before come ahead of all who join: to Iterable, the two may be the same user.
  private func putOn(_ list: JoinedList, _ decisions: ExportDecisions, _ writer: any ProfileWriter) throws {
    var joining: [ExportDecisions.Request] = []
    for request in decisions.requests where !request.isFurther {
      switch try membership(of: request, decisions, list, writer) {
      case .same where !isFull: continue
      case .another(let subscriber) where list.cleansUp:
        try subscriber.withUnsafeBytes { try add(Delivery.leave(list.id), $0, request, writer) }
      default: break
      }
      joining.append(request)
    }
    for request in joining {
      try decisions.withBytes(request.subscriber) { try add(Delivery.join(list.id), $0, request, writer) }
    }
  }

  private func add(
    _ kind: String, _ payload: UnsafeRawBufferPointer, _ request: ExportDecisions.Request, _ writer: any ProfileWriter
  ) throws {
    _ = try writer.addToOutbox(work.reference, run: work.run, request.profile, kind: kind, payload: payload)
  }

  /// Counts as if everything were delivered; writes nothing.
  func count(_ decisions: ExportDecisions, _ result: inout GoalResult, _ reader: any ProfileReader) throws {
    result.counters += decisions.counters
    for request in decisions.requests {
      var isSent = false
      if try isUnchanged(request, decisions, reader) {
        result.counters.unchanged += 1
      } else {
        result.counters.updated += 1
        isSent = true
      }
      for list in lists where !request.isFurther {
        switch try membership(of: request, decisions, list, reader) {
        case .same where !isFull: continue
        case .another where list.cleansUp: result.counters.left += 1
        default: break
        }
        result.counters.joined += 1
        isSent = true
      }
      if let events, !request.isFurther {
        try events.forEach(of: request.profile, reader) { _, _ in
          result.counters.events += 1
          isSent = true
        }
      }
      if countsTouches, isSent, !request.isFurther { result.counters.touches += 1 }
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

  /// How the goal has put a profile on a list before.
  private enum Membership {
    case none
    /// By the same identifiers.
    case same
    /// By others: at Iterable that is another user.
    case another([UInt8])
  }

  private func membership(
    of request: ExportDecisions.Request, _ decisions: ExportDecisions, _ list: JoinedList, _ reader: any ProfileReader
  ) throws -> Membership {
    var membership = Membership.none
    _ = try reader.withMembership(work.reference, list: list.key, request.profile) { known in
      membership = decisions.withBytes(request.subscriber) {
        $0.elementsEqual(known) ? .same : .another(Array(known))
      }
    }
    return membership
  }
}

/// A list of the project that profiles of the goal join.
struct JoinedList {
  let id: Int64
  let name: String
  let cleansUp: Bool
  let limitPercent: Int

  /// As the store names it.
  var key: String { String(id) }
}
