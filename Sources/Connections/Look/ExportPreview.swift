import IterableAPI
import PluginHost
import Profiles
import Records

/// What an export goal would send for some profiles of its segment.
struct ExportPreview {
  let goal: ExportProfilesGoal
  let connection: Connection
  let client: IterableClient
  let installation: Installation

  func take(_ limit: Int) throws -> Preview {
    let started = Timestamp(installation.now())
    let lists = goal.lists.isEmpty ? [] : try ListDirectory(client.lists()).resolveJoinable(goal.lists.map(\.list))
    let payload = try ExportPayload(goal.link, connection.iterable.projectType)
    let events = try goal.timeline.map { timeline in
      try timeline.check(in: installation)
      return try installation.store.read { reader in
        let reference = try reader.goal(connection: connection.id, name: goal.name)
        return try ExportEvents(
          timeline, of: reference ?? GoalReference(id: 0, connection: connection.id, name: goal.name), isAll: false,
          now: started, reader)
      }
    }
    let chain = try PreviewChain(
      goal.processors, started: started, for: PluginUse(connection: connection.id, goal: goal.name), in: installation
    ) { chain, batch, places in
      try payload.prepare(batch)
      try installation.store.read { reader in
        let reference = try reader.goal(connection: connection.id, name: goal.name)
        for (row, place) in places.enumerated() where batch.isKept(row) {
          guard let place else { continue }
          let profile = ProfileID(rawValue: Int64(batch.rowNumbers[row]))
          chain.conclude(place, try outcome(row, payload, events, profile, lists, reference, reader))
        }
      }
    }
    let batch = try Batch()
    try fill(batch, chain, limit, started)
    try chain.process(batch)
    return Preview(goal: goal.name, steps: chain.steps, rows: chain.rows)
  }

  /// The segment's first profiles; those that would not be sent are concluded at once.
  private func fill(_ batch: Batch, _ chain: PreviewChain, _ limit: Int, _ started: Timestamp) throws {
    try installation.store.read { reader in
      let predicate = try reader.predicate(segment: goal.segment, now: started)
      let permit = try ExportPermit(goal, connection, reader)
      let gate = try StageGate(goal, of: connection, started: started, reader)
      let columns = try ProfileColumns(goal, reader, now: started)
      try columns.prepare(batch)
      var (last, seen) = (ProfileID.first, 0)
      var isMore = true
      while isMore, seen < limit {
        let page = 256
        isMore =
          try reader.profiles(after: last, limit: page) { profile in
            last = profile.id
            guard seen < limit, try predicate.matches(profile, in: reader) else { return }
            seen += 1
            let answer = try gate?.answer(profile, reader) ?? .open
            if let refusal = try permit.refusal(of: profile) {
              chain.add(number: profile.id.rawValue, .skipped(reason: refusal.words))
            } else if let gate, answer != .open {
              chain.add(number: profile.id.rawValue, .skipped(reason: gate.words(for: answer)))
            } else if try columns.add(profile, to: batch, reader) == .nothingToSend {
              chain.add(number: profile.id.rawValue, .skipped(reason: "no identifier, or no value to send"))
            }
          } == page
      }
    }
  }

  private func outcome(
    _ row: Int, _ payload: ExportPayload, _ events: ExportEvents?, _ profile: ProfileID, _ lists: [IterableList],
    _ reference: GoalReference?, _ reader: any ProfileReader
  ) throws -> Preview.Outcome {
    guard let request = try payload.request(row) else {
      return .rejected(
        step: -1, code: "no_identifier", field: "",
        reason: "after the processors no identifier of the goal's link has a value")
    }
    let joins = try lists.filter { list in
      try reference.map { try !reader.isMember($0, list: String(list.id), profile) } ?? true
    }
    let wasSent = try ExportPayload.hash(of: request).withUnsafeBytes { hash in
      try reference.map { try reader.wasSent($0, profile, hash: hash) } ?? false
    }
    let json = wasSent ? nil : String(decoding: request, as: UTF8.self)
    var requests: [String] = []
    if let events, let subscriber = try payload.subscriber(row) {
      try events.forEachRequest(of: profile, known: subscriber, reader) { _, _, request, _ in
        requests.append(String(decoding: request, as: UTF8.self))
      }
    }
    if wasSent, joins.isEmpty, requests.isEmpty { return .alreadySent }
    return .sent(json: json, joins: joins.map(\.name), events: requests)
  }
}
