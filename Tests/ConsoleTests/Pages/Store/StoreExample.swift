import Connections
import EventTypes
import Foundation
import Profiles

@testable import Console

/// A store with a bit of everything: people, and what is defined for them.
enum StoreExample {
  static let shopVisit = """
    <?xml version="1.0" encoding="UTF-8"?>
    <event-type xmlns="urn:millrace:event-type:1" id="shop-visit" version="1.0.0" icon="shop" retention-days="730">
      <name>Shop visit</name>
      <description>Somebody came by.</description>
      <properties>
        <text key="shop" name="Shop"/>
        <text key="note" name="Note" sensitive="true"/>
        <object key="bought" name="Bought" multiple="true"><text key="sku" name="Article"/></object>
      </properties>
    </event-type>

    """

  /// Ann, Ben and Cas are profiles 1 to 3.
  private static let people = [
    """
    {"email":["ann@example.com"],"customer_id":["C-1"],"first_name":["Ann"],"country":["NL"],"points":[1200],\
    "consented_objectives":["newsletter"],"privacy_zone":["GDPR"],"favourite_store":["AMS-1"]}
    """,
    #"{"email":["ben@example.com"],"first_name":["Ben"],"country":["BE"],"points":[10],"refused_objectives":["newsletter"]}"#,
    #"{"first_name":["<b>Cas</b>"],"country":["DE"]}"#,
  ]

  static let dutch = Segment(
    id: "opted-in-nl", name: "Opted in, the Netherlands",
    condition: .all([.property("country", .oneOf(["NL"])), .consented(objective: "newsletter")]))

  static let customer = Lifecycle(
    id: "customer", name: "Customer",
    stages: [
      Lifecycle.Stage(
        id: "new", name: "New", condition: .property("email", .exists),
        threshold: TouchThreshold(touches: 3, per: .init(1, .weeks)),
        touchpoints: [Touchpoint(connection: "newsletter", goal: "audience")]),
      Lifecycle.Stage(
        id: "loyal", name: "Loyal",
        condition: .property("points", .range(from: .init("1000", isIncluded: true), to: nil))),
    ])

  static func fill(_ served: Served) throws {
    try served.store.write { writer in
      for property in [
        Property(name: "customer_id", isIdentifier: true), Property(name: "first_name"), Property(name: "country"),
        Property(name: "points", type: .number, title: "Loyalty points"), Property(name: "favourite_store"),
      ] { try writer.putProperty(property) }
      let importer = ProfileImporter(properties: try writer.properties())
      for person in people { try bytes(person) { _ = try importer.add($0, permission: nil, to: writer) } }
      try writer.putObjective(
        Objective(id: "newsletter", title: "Newsletter by e-mail", needs: .optIn, zones: ["GDPR"]))
      try writer.putObjective(Objective(id: "statistics", title: "Statistics", needs: .optOut))
      try writer.putGroupType(
        GroupType(
          id: "store", name: "Store", pluralName: "Stores", joinedBy: ["favourite_store"],
          properties: [Property(name: "city")]))
      let editor = DocumentEditor(properties: [Property(name: "city")])
      for (id, city) in [("AMS-1", "Amsterdam"), ("UTR-1", "Utrecht")] {
        editor.begin()
        editor.setText(0, city)
        try bytes(id) { try writer.insertGroup("store", $0, editor) }
      }
      for type in EventTypeFile(Array(shopVisit.utf8), file: "").types { try writer.acceptEventType(type, from: .xml) }
      for number in 1...30 {
        try bytes("v\(number)") { id in
          try bytes("shop-visit") { type in
            try bytes(#"{"shop":"AMS-\#(number)","note":"a secret","bought":[{"sku":"A"},{"sku":"B"}]}"#) {
              properties in
              let date = Timestamp(Example.now).adding(seconds: Double(number - 40) * 86_400)
              try writer.putEvent(
                EventRow(type: type, id: id, date: date, properties: properties), of: ProfileID(rawValue: 1))
            }
          }
        }
      }
      try bytes("banner") { id in
        try bytes("Summer <banner>") { name in
          let seen = Timestamp(Example.now).adding(seconds: -86_400)
          _ = try writer.addView(
            InteractionReport(id: id, name: name, first: seen, last: Timestamp(Example.now), count: 3),
            by: ProfileID(rawValue: 1))
        }
      }
      try writer.putSegment(dutch)
      try writer.putSegment(Segment(id: "everybody", name: "Everybody", condition: .not(.property("country", .empty))))
      try writer.putLifecycle(customer)
    }
  }

  /// The connection of ``Example/newsletter``, with Ann imported, sent and on a list.
  static func connect(_ served: Served) throws {
    try Example.apply("newsletter", Example.newsletter, to: served)
    try served.store.write { writer in
      let ann = ProfileID(rawValue: 1)
      _ = try writer.startRun(connection: "newsletter", trigger: "manual")
      let goal = try writer.ensureGoal(connection: "newsletter", name: "audience")
      try bytes("hash-0123456789") { try writer.markSent(goal, ann, hash: $0) }
      try bytes("ann@example.com") { try writer.setMember(goal, list: "Newsletter", ann, as: $0) }
      for direction in [DataExchange.Direction.imported, .exported] {
        try writer.noteExchange(writer.exchange(of: "newsletter", direction), ann)
      }
    }
  }

  private static func bytes(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    var text = text
    try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }
}

extension DocumentEditor {
  /// Puts one value in the place of those that there are.
  func setText(_ property: Int, _ text: String) {
    var text = text
    text.withUTF8 { _ = apply(property, .set, .text(UnsafeRawBufferPointer($0))) }
  }
}
