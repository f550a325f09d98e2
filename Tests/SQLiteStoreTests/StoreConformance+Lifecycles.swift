import Profiles
import Testing

extension StoreConformance {
  static let loyal = StageReference(lifecycle: "customer", stage: "loyal")

  private func lifecycle(_ id: String, _ stages: [(String, Condition, [String])]) -> Lifecycle {
    Lifecycle(
      id: id, name: id,
      stages: stages.map { Lifecycle.Stage(id: $0, name: $0, condition: $1, touchpoints: $2.map { Touchpoint($0)! }) })
  }

  private func error(_ body: (any ProfileWriter) throws -> Void) -> ProfilesError? {
    #expect(throws: ProfilesError.self) { try store.write(body) }
  }

  func lifecycles() throws {
    let ann = try add("ann@x.com", "Ann")
    try add("ben@x.com", "Ben")
    let hasAddress = Condition.property("email", .exists)
    var customer = lifecycle(
      "customer", [("new", hasAddress, ["c/g"]), ("loyal", .property("first_name", .oneOf(["Ann"])), [])])
    try store.write { (writer) throws in
      try writer.putProperty(Property(name: "first_name"))
      try writer.putSegment(Segment(id: "addressed", name: "", condition: hasAddress))
      try writer.putLifecycle(customer)
      try writer.putSegment(
        Segment(id: "loyals", name: "", condition: .lifecycle("customer", stages: ["loyal"])))
      try writer.putLifecycle(lifecycle("other", [("a", .segment("addressed"), ["d/g"])]))
    }
    try store.read { (reader) throws in
      #expect(try reader.lifecycles().map(\.id) == ["customer", "other"])
      #expect(try reader.lifecycle("customer") == customer)
      #expect(try reader.count(matching: reader.predicate(segment: "loyals")) == 1)
      let predicate = try reader.predicate(of: customer)
      var stages: [Int?] = []
      _ = try reader.profiles(after: .first, limit: 9) { stages.append(try predicate.stage(of: $0, in: reader)) }
      #expect(stages == [1, 0])
      let touched = try #require(try reader.stage(touchedBy: Touchpoint(connection: "d", goal: "g")))
      #expect(touched.lifecycle.reference(to: touched.stage).description == "other:a")
      #expect(try reader.stage(touchedBy: Touchpoint(connection: "d", goal: "h")) == nil)
      let missing = #expect(throws: ProfilesError.self) { try reader.lifecycle("custommer") }
      #expect(missing?.hint == "did you mean 'customer'?")
    }

    let taken = error { try $0.putLifecycle(lifecycle("third", [("a", hasAddress, ["c/g"])])) }
    #expect(taken?.code == .conflict && taken?.path == "stages[0].touchpoints[0]")
    #expect(error { _ = try $0.deleteSegment("addressed") }?.code == .conflict)
    #expect(error { _ = try $0.deleteLifecycle("customer") }?.code == .conflict)
    #expect(
      error { try $0.putLifecycle(lifecycle("third", [("a", .segment("nobody"), [])])) }?.path
        == "stages[0].where.segment")
    // A circle through a segment, from either side.
    #expect(
      error { try $0.putLifecycle(lifecycle("customer", [("loyal", .segment("loyals"), [])])) }?.code
        == .invalidDefinition)
    #expect(
      error { try $0.putSegment(Segment(id: "addressed", name: "", condition: .lifecycle("other", stages: ["a"]))) }?
        .code == .invalidDefinition)

    // A stage that a segment asks for stays; touches of one that goes, go with it.
    try store.write { (writer) throws in
      let goal = try writer.ensureGoal(connection: "c", name: "g")
      for stage in ["new", "loyal"] {
        try writer.addTouch(
          ann, in: StageReference(lifecycle: "customer", stage: stage), by: goal, run: 1, at: clock.now)
      }
    }
    func touches(_ stage: String) throws -> Int {
      try store.read {
        try $0.touchCount(
          ann, in: StageReference(lifecycle: "customer", stage: stage), after: Timestamp(microseconds: .min))
      }
    }
    let loyal = customer.stages.removeLast()
    #expect(error { try $0.putLifecycle(customer) }?.code == .conflict)
    customer.stages = [loyal]
    try store.write { try $0.putLifecycle(customer) }
    #expect(try touches("new") == 0)
    #expect(try touches("loyal") == 1)
    #expect(try store.write { try $0.deleteSegment("loyals") && $0.deleteLifecycle("customer") })
    #expect(try touches("loyal") == 0)
    #expect(try !store.write { try $0.deleteLifecycle("customer") })
  }

  func touches() throws {
    let (ann, ben) = (try add("ann@x.com"), try add("ben@x.com"))
    let (goal, other) = try store.write {
      (try $0.ensureGoal(connection: "c", name: "g"), try $0.ensureGoal(connection: "c", name: "h"))
    }
    func touch(_ second: Int64, _ goal: GoalReference, run: Int64) throws -> Bool {
      try store.write {
        try $0.addTouch(ann, in: Self.loyal, by: goal, run: run, at: Timestamp(microseconds: second * 1_000_000))
      }
    }
    func count(_ profile: ProfileID, after second: Int64, besides goal: GoalReference? = nil, run: Int64 = 0) throws
      -> Int
    {
      try store.read {
        try $0.touchCount(
          profile, in: Self.loyal, after: Timestamp(microseconds: second * 1_000_000), besides: goal, run: run)
      }
    }
    #expect(try touch(10, goal, run: 1))
    #expect(try !touch(11, goal, run: 1))
    #expect(try touch(12, other, run: 1))
    #expect(try touch(20, goal, run: 2))
    #expect(try count(ann, after: 0) == 3)
    #expect(try count(ann, after: 10) == 2, "a window ago is out of the window")
    #expect(try count(ann, after: 9) == 3)
    #expect(try count(ann, after: 0, besides: goal, run: 2) == 2)
    #expect(try count(ben, after: 0) == 0)
    try store.write { try $0.deleteTouches(in: Self.loyal, until: Timestamp(microseconds: 12_000_000)) }
    #expect(try count(ann, after: 0) == 1)
    try store.write { try $0.deleteTouches(in: .init(lifecycle: "customer", stage: "new"), until: clock.now) }
    #expect(try count(ann, after: 0) == 1)
  }

  func views() throws {
    let (ann, ben) = (try add("ann@x.com"), try add("ben@x.com"))
    func view(
      _ id: String, _ name: String = "", first: Int64? = nil, last: Int64? = nil, count: Int64 = 1,
      by profile: ProfileID
    ) throws -> Bool {
      try id.withBytes { id in
        try name.withBytes { name in
          try store.write {
            try $0.addView(
              InteractionReport(
                id: id, name: name, first: first.map(Timestamp.init(microseconds:)),
                last: last.map(Timestamp.init(microseconds:)), count: count), by: profile)
          }
        }
      }
    }
    func views(_ profile: ProfileID) throws -> [String] {
      try store.read { (reader) throws in
        var found: [String] = []
        try reader.viewedInteractions(of: profile) {
          found.append(
            "\($0.idText) \($0.nameText ?? "-") \($0.first.microseconds) \($0.last.microseconds) \($0.count)")
        }
        return found
      }
    }
    let told = clock.now.microseconds
    #expect(try view("banner", by: ann))
    clock.advance()
    #expect(try !view("banner", by: ann), "without a moment nothing is new")
    #expect(try view("dialogue", "Dialogue", first: 5, last: 9, count: 3, by: ann))
    #expect(try !view("dialogue", first: 6, last: 8, count: 2, by: ann))
    #expect(try view("dialogue", "Dialogue two", last: 12, by: ann))
    #expect(try view("dialogue", first: 2, by: ann))
    #expect(try view("dialogue", last: 7, count: 4, by: ann))
    #expect(try view("dialogue", first: 30, last: 20, by: ben), "the earlier is the first")
    #expect(try views(ann) == ["banner - \(told) \(told) 1", "dialogue Dialogue two 2 12 4"])
    #expect(try views(ben) == ["dialogue Dialogue two 20 30 1"])
    try store.read { (reader) throws in
      #expect(
        try reader.interactions() == [
          Interaction(id: "banner", name: nil, profiles: 1),
          Interaction(id: "dialogue", name: "Dialogue two", profiles: 2),
        ])
      #expect(try reader.hasViewed(ann, "dialogue", since: Timestamp(microseconds: 12)))
      #expect(try !reader.hasViewed(ann, "dialogue", since: Timestamp(microseconds: 13)))
      #expect(try !reader.hasViewed(ben, "banner", since: Timestamp(microseconds: .min)))
    }
  }
}
