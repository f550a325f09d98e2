import EventTypes
import Foundation
import Profiles
import Testing

extension StoreConformance {
  func lifecyclesOfEvents() throws {
    let visit = EventType(id: "visit", version: "1.0.0", name: "Visit")
    let condition = Condition.event(EventCondition(type: "visit"))
    let lifecycle = Lifecycle(
      id: "visitor", name: "", stages: [Lifecycle.Stage(id: "been", name: "", condition: condition)])
    try store.write { (writer) throws in
      try writer.acceptEventType(visit, from: .xml)
      try writer.putLifecycle(lifecycle)
      // Another definition looks at those that are there.
      try writer.putLifecycle(
        Lifecycle(
          id: "other", name: "",
          stages: [
            Lifecycle.Stage(id: "a", name: "", condition: .lifecycle("visitor", stages: ["been"]))
          ]))
      try writer.putLifecycle(lifecycle)
    }
    let conflict = #expect(throws: ProfilesError.self) { try store.write { _ = try $0.deleteEventType("visit") } }
    #expect(conflict?.code == .conflict && conflict?.message.contains("lifecycle 'visitor'") == true)
  }

  func traces() throws {
    let (ann, ben) = (try add("ann@x.com"), try add("ben@x.com"))
    let (goal, other) = try store.write { (writer) throws in
      let goal = try writer.ensureGoal(connection: "c", name: "audience")
      let other = try writer.ensureGoal(connection: "b", name: "audience")
      for profile in [ann, ben] {
        try Self.bytes("hash-0123456789") { try writer.markSent(goal, profile, hash: $0) }
        for list in ["10", "20", "30"] {
          try Self.bytes("as \(profile)") { try writer.setMember(goal, list: list, profile, as: $0) }
        }
      }
      try Self.bytes("ben") { try writer.setMember(other, list: "20", ben, as: $0) }
      try writer.forgetSent(goal, ben)
      try writer.noteExchange(writer.exchange(of: "c", .exported), ann)
      try writer.noteExchange(writer.exchange(of: "c", .imported), ann)
      return (goal, other)
    }
    try store.read { (reader) throws in
      let lists = ["10", "20", "30"]
      #expect(
        try reader.trace(of: ann)
          == ProfileTrace(
            exchanges: [
              .init(connection: "c", direction: .imported), .init(connection: "c", direction: .exported),
            ], sent: [.init(goal: goal, isKept: true)],
            memberships: lists.map { .init(goal: goal, list: $0, subscriber: "as \(ann)") }))
      #expect(
        try reader.trace(of: ben)
          == ProfileTrace(
            sent: [.init(goal: goal, isKept: false)],
            memberships: [.init(goal: other, list: "20", subscriber: "ben")]
              + lists.map { .init(goal: goal, list: $0, subscriber: "as \(ben)") }))
      #expect(try reader.trace(of: ProfileID(rawValue: 99)) == ProfileTrace())
    }
    _ = try store.write { try $0.erase(ann) }
    #expect(try store.read { try $0.trace(of: ann) } == ProfileTrace())
  }

  func runsOfAMoment() throws {
    var (first, second) = try store.write { (writer) throws in
      (try writer.startRun(connection: "c", trigger: "manual"), try writer.startRun(connection: "d", trigger: "manual"))
    }
    clock.advance(seconds: 10)
    first.ended = clock.now
    first.state = .succeeded
    try store.write { try $0.updateRun(first) }
    func runs(_ seconds: Double) throws -> [Int64] {
      try store.read { try $0.runs(at: first.started.adding(seconds: seconds)).map(\.id) }
    }
    #expect(try runs(-1) == [])
    #expect(try runs(0) == [second.id, first.id])
    #expect(try runs(10) == [second.id, first.id])
    #expect(try runs(11) == [second.id])
    second.state = .failed
    second.ended = second.started
    try store.write { try $0.updateRun(second) }
    #expect(try runs(5) == [first.id])
  }

  func tallies() throws {
    for number in 0..<300 { try add("p\(number)@x.com", number % 3 == 0 ? "Ann" : "Ben") }
    try store.write { try $0.putProperty(Property(name: "first_name")) }
    try store.read { (reader) throws in
      let ann = try reader.predicate(.property("first_name", .oneOf(["Ann"])))
      #expect(try reader.tally([ann], within: nil) == ProfileTally(counts: [100], seen: 300, isWhole: true))
      // No time at all: what was looked at counts, and it says that this is not all.
      let short = try reader.tally([ann], within: .zero)
      #expect(!short.isWhole && short.seen == 128 && short.counts == [43])
      #expect(try reader.tally(properties: ["email", "first_name", "x"], within: nil).counts == [300, 300, 0])
      var found: [Int64] = []
      let more = try reader.page(after: .first, limit: 3, matching: ann, within: .seconds(5)) {
        found.append($0.id.rawValue)
      }
      #expect(found == [1, 4, 7] && more == .more(after: ProfileID(rawValue: 7)))
      let last = try reader.page(after: ProfileID(rawValue: 295), limit: 3, matching: ann, within: .seconds(5)) { _ in }
      #expect(last == .all)
      let nobody = try reader.predicate(.property("first_name", .oneOf(["Cas"])))
      let end = try reader.page(after: .first, limit: 3, matching: nobody, within: .zero) { _ in }
      #expect(end == .time(after: ProfileID(rawValue: 256)))
      #expect(
        try reader.profiles(named: " P7@X.COM ", limit: 5) == [
          ProfileMatch(id: ProfileID(rawValue: 8), property: "email")
        ])
      #expect(try reader.profiles(named: "8", limit: 5).map(\.property) == [nil])
      #expect(try reader.profiles(named: "nobody@x.com", limit: 5) == [])
    }
  }

  private static func bytes(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    var text = text
    try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }
}
