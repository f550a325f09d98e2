import EventTypes
import Records
import Testing

@Suite struct EventTypeUpgradeTests {
  static let current = EventTypeTests.order

  func upgrade(to version: String = "1.3.0", _ change: (inout EventType) -> Void) -> EventTypeUpgrade {
    var offered = Self.current
    offered.version = version
    change(&offered)
    return EventTypeUpgrade(from: Self.current, to: offered)
  }

  @Test func `a newer version may add and relax`() {
    let coupon = 4
    let allowed: [(String, (inout EventType) -> Void)] = [
      ("the name changes", { $0.name = "Purchase" }),
      ("the description changes", { $0.description = "" }),
      ("the icon changes", { $0.icon = "bag" }),
      ("the priority changes from 80 to 0", { $0.priority = 0 }),
      ("events are kept for ever instead of for 730 days", { $0.retentionDays = nil }),
      ("property 'new' is new", { $0.properties.append(EventProperty(key: "new")) }),
      ("property 'product.new' is new", { $0.properties[6].properties.append(EventProperty(key: "new")) }),
      ("property 'order_id' becomes optional", { $0.properties[0].isRequired = false }),
      ("property 'quantity' may have several values", { $0.properties[2].isMultiple = true }),
      ("property 'quantity' becomes sensitive", { $0.properties[2].isSensitive = true }),
      ("property 'coupon' changes its name", { $0.properties[coupon].name = "Coupon" }),
      ("the order of properties changes", { $0.properties.swapAt(0, coupon) }),
    ]
    for (change, make) in allowed { #expect(upgrade(make) == .upgrade(changes: [change])) }
    #expect(upgrade { _ in } == .upgrade(changes: []))
    let parts = EventProperty(
      key: "parts", type: .object, properties: [EventProperty(key: "sku", isRequired: true)])
    #expect(upgrade { $0.properties.append(parts) } == .upgrade(changes: ["property 'parts' is new"]))
  }

  @Test func `it may not take away, retype or demand more`() {
    let refused: [(String, (inout EventType) -> Void)] = [
      ("property 'quantity' is gone", { $0.properties.remove(at: 2) }),
      ("property 'product.price' is gone", { $0.properties[6].properties.remove(at: 1) }),
      ("property 'quantity' changes its type from number to decimal", { $0.properties[2].type = .decimal }),
      ("property 'quantity' becomes required", { $0.properties[2].isRequired = true }),
      ("property 'coupon' may no longer have several values", { $0.properties[4].isMultiple = false }),
      ("property 'email' is no longer sensitive", { $0.properties[5].isSensitive = false }),
      ("property 'new' is new and required", { $0.properties.append(EventProperty(key: "new", isRequired: true)) }),
      (
        "property 'product.new' is new and required",
        { $0.properties[6].properties.insert(EventProperty(key: "new", isRequired: true), at: 0) }
      ),
    ]
    for (reason, make) in refused { #expect(upgrade(make) == .refused(reasons: [reason])) }
    let both = upgrade {
      $0.name = "Purchase"
      $0.properties.removeFirst(2)
    }
    #expect(both == .refused(reasons: ["property 'order_id' is gone", "property 'total_revenue' is gone"]))
  }

  @Test func `the same version is the same, and an older one is refused`() throws {
    #expect(upgrade(to: "1.2.0") { _ in } == .unchanged)
    guard case .refused(let reasons) = upgrade(to: "1.2.0", { $0.name = "Purchase" }) else {
      Issue.record("accepted")
      return
    }
    #expect(reasons == ["version 1.2.0 is here already, and differs", "the name changes"])
    let older = upgrade(to: "1.1.9") { _ in }
    #expect(older == .refused(reasons: ["version 1.1.9 is older than 1.2.0, which is here"]))
    let error = #expect(throws: EventTypesError.self) { try older.changes(of: Self.current) }
    #expect(error?.code == .notAnUpgrade)
    #expect(error?.hint != nil)
  }

  /// What an upgrade promises: an event that was right stays right.
  @Test(arguments: 1...8)
  func `an event that was accepted is accepted after every allowed upgrade`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let old = EventTypeMaker.type(&random)
      var new = EventTypeMaker.changed(old, &random)
      new.version = "9.0.0"
      try #require(old.faults == [])
      guard new.faults.isEmpty, case .upgrade = EventTypeUpgrade(from: old, to: new) else { continue }
      let event = Array(EventTypeMaker.event(of: old.properties, &random).text.utf8)
      for type in [old, new] {
        let verdict = event.withUnsafeBytes { EventValidator(type).validate($0) }
        guard case .accepted = verdict else {
          Issue.record("\(String(decoding: event, as: UTF8.self)): \(verdict)")
          continue
        }
      }
    }
  }
}
