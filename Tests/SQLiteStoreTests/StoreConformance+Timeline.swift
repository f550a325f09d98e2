import EventTypes
import Profiles
import Testing

extension StoreConformance {
  @discardableResult
  func put(
    _ id: String, _ date: Int64, _ properties: String = "{}", type: String = "order", expires: Int64? = nil,
    in writer: any ProfileWriter, _ profile: ProfileID
  ) throws -> EventOutcome {
    try type.withBytes { type in
      try id.withBytes { id in
        try properties.withBytes { properties in
          try writer.putEvent(
            EventRow(
              type: type, id: id, date: Timestamp(microseconds: date), properties: properties,
              expires: expires.map(Timestamp.init(microseconds:))), of: profile)
        }
      }
    }
  }

  /// The events' `type id date properties`, in the order in which they are lent.
  private func timeline(_ profile: ProfileID, _ filter: EventFilter = EventFilter()) throws -> [String] {
    try store.read { (reader) throws in
      var found: [String] = []
      let count = try reader.events(of: profile, filter) { event in
        let properties = String(decoding: event.properties, as: UTF8.self)
        found.append("\(event.typeText) \(event.idText) \(event.date.microseconds) \(properties)")
      }
      #expect(count == found.count)
      return found
    }
  }

  func events() throws {
    let (ann, ben) = (try add("ann@x.com"), try add("ben@x.com"))
    func put(_ id: String, _ date: Int64, _ properties: String, type: String = "order") throws -> EventOutcome {
      try store.write { try self.put(id, date, properties, type: type, in: $0, ann) }
    }
    #expect(try store.read { try $0.lastEventRevision() } == 0)
    #expect(try put("1", 10, #"{"a":1}"#) == .added)
    #expect(try put("1", 20, #"{"a":2}"#) == .added, "another date is another event")
    #expect(try put("1", 10, "{}", type: "visit") == .added)
    #expect(try put("1", 10, #"{"a":1}"#) == .unchanged)
    #expect(try store.read { try $0.lastEventRevision() } == 3)
    #expect(try put("1", 10, #"{"a":3}"#) == .replaced)
    try store.write { _ = try self.put("9", 5, in: $0, ben) }

    #expect(
      try timeline(ann) == [#"order 1 20 {"a":2}"#, #"order 1 10 {"a":3}"#, "visit 1 10 {}"])
    #expect(
      try timeline(ann, EventFilter(order: .revision))
        == [#"order 1 20 {"a":2}"#, "visit 1 10 {}", #"order 1 10 {"a":3}"#])
    #expect(
      try timeline(ann, EventFilter(afterRevision: 2, order: .revision)) == ["visit 1 10 {}", #"order 1 10 {"a":3}"#])
    #expect(try timeline(ann, EventFilter(types: ["visit"])) == ["visit 1 10 {}"])
    #expect(try timeline(ann, EventFilter(types: [])) == [])
    #expect(try timeline(ann, EventFilter(limit: 1)) == [#"order 1 20 {"a":2}"#])
    #expect(try timeline(ann, EventFilter(types: ["visit"], limit: 1)) == ["visit 1 10 {}"])
    #expect(try timeline(ann, EventFilter(from: Timestamp(microseconds: 20))) == [#"order 1 20 {"a":2}"#])
    #expect(
      try timeline(ann, EventFilter(to: Timestamp(microseconds: 20))) == [#"order 1 10 {"a":3}"#, "visit 1 10 {}"])
    #expect(try timeline(ben) == ["order 9 5 {}"])
    try store.read { (reader) throws in
      #expect(try reader.eventCount(ofType: nil) == 4)
      #expect(try reader.eventCount(ofType: "order") == 3)
      #expect(try reader.eventCount(ofType: "none") == 0)
      #expect(try reader.lastEventRevision() == 5)
    }
    // A type whose events are kept cannot go.
    try store.write { (writer) throws in
      for id in ["order", "unused"] {
        try writer.acceptEventType(EventType(id: id, version: "1.0.0", name: id), from: .xml)
      }
    }
    let error = #expect(throws: ProfilesError.self) { try store.write { try $0.deleteEventType("order") } }
    #expect(error?.code == .conflict)
    #expect(try store.write { try $0.deleteEventType("unused") })
  }

  func eventRoom() throws {
    let profile = try add("ann@x.com")
    let most = EventLimits.eventsPerProfile
    try store.write { (writer) throws in
      for (id, priority) in [("order", 80), ("visit", 20)] {
        try writer.acceptEventType(
          EventType(id: id, version: "1.0.0", name: id, priority: priority), from: .xml)
      }
      for date in 1..<most { #expect(try put("o", Int64(date), in: writer, profile) == .added) }
      #expect(try put("v", 500, type: "visit", in: writer, profile) == .added)
      // The visit goes, though it is the newest; then the oldest order.
      #expect(try put("o", 1000, in: writer, profile) == .added)
      #expect(try put("o", 1001, in: writer, profile) == .added)
      // What would itself be the one to go is not stored, however often it comes.
      let revision = try writer.lastEventRevision()
      #expect(try put("o", 1, in: writer, profile) == .noRoom)
      #expect(try put("v", 2000, type: "visit", in: writer, profile) == .noRoom)
      #expect(try put("o", 2, in: writer, profile) == .unchanged)
      #expect(try put("o", 2, #"{"a":1}"#, in: writer, profile) == .replaced)
      #expect(try writer.lastEventRevision() == revision + 1)
      #expect(try writer.eventCount(ofType: "order") == most)
      #expect(try writer.eventCount(ofType: nil) == most)
    }
    #expect(try timeline(profile).last == #"order o 2 {"a":1}"#)
  }

  func eventExpiry() throws {
    let profile = try add("ann@x.com")
    let start = clock.now.microseconds
    try store.write { (writer) throws in
      #expect(try put("old", 1, expires: start, in: writer, profile) == .tooOld)
      for id in ["a", "b", "c"] {
        #expect(try put(id, 1, expires: start + 1, in: writer, profile) == .added)
      }
      #expect(try put("kept", 1, in: writer, profile) == .added)
    }
    #expect(try timeline(profile).count == 4)
    clock.advance()
    #expect(try timeline(profile) == ["order kept 1 {}"])
    try store.write { (writer) throws in
      #expect(try put("a", 1, in: writer, profile) == .added, "it had expired, and is there again")
      #expect(try writer.deleteExpiredEvents(limit: 1) == 1)
      #expect(try writer.eventCount(ofType: nil) == 3)
      #expect(try writer.deleteExpiredEvents(limit: 10) == 1)
      #expect(try writer.deleteExpiredEvents(limit: 10) == 0)
    }
    #expect(try timeline(profile) == ["order a 1 {}", "order kept 1 {}"])
    // Expired events take nobody's place.
    try store.write { (writer) throws in
      for date in 0..<Int64(EventLimits.eventsPerProfile - 2) {
        try put("n", date, expires: clock.now.microseconds + 1, in: writer, profile)
      }
    }
    clock.advance()
    try store.write { (writer) throws in
      #expect(try put("low", 0, in: writer, profile) == .added)
      #expect(try writer.eventCount(ofType: nil) == 3)
    }
  }
}
