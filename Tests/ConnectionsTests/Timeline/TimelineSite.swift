import Connections
import EventTypes
import Foundation
import IterableAPI
import Profiles
import Records
import Testing

/// Event types, events, and what becomes of them.
extension Site {
  static let order = EventType(
    id: "order", version: "1.0.0", name: "Order",
    properties: [
      EventProperty(key: "total_revenue", type: .decimal), EventProperty(key: "order_date", type: .dateTime),
      EventProperty(key: "coupon"),
      EventProperty(
        key: "product", type: .object, isMultiple: true,
        properties: [
          EventProperty(key: "sku", isRequired: true), EventProperty(key: "quantity", type: .number),
          EventProperty(key: "category", isMultiple: true),
        ]),
      EventProperty(
        key: "address", type: .object, properties: [EventProperty(key: "city"), EventProperty(key: "postal_code")]),
    ])

  static let quiz = EventType(
    id: "quiz", version: "1.0.0", name: "Quiz",
    properties: [EventProperty(key: "score", type: .number, isRequired: true), EventProperty(key: "card")])

  func accept(_ types: EventType...) throws {
    try store.write { writer in
      for type in types { try writer.acceptEventType(type, from: .xml) }
    }
  }

  /// A purchase at Iterable, now; `more` are members of its JSON.
  func buy(_ email: String, _ id: String, _ more: String = #""items": [], "total": 1"#) throws {
    try client().trackPurchase(json: Array(#"{"user": {"email": "\#(email)"}, "id": "\#(id)", \#(more)}"#.utf8))
  }

  func track(_ email: String, _ name: String, _ id: String, _ fields: String) throws {
    try client().track(
      EventPayload(
        identifier: .email(email), eventName: name,
        json: Array(#"{"email": "\#(email)", "eventName": "\#(name)", "id": "\#(id)", "dataFields": \#(fields)}"#.utf8))
    )
  }

  /// Every event's `email type id properties`, sorted.
  func events() throws -> [String] {
    try store.read { reader in
      var events: [String] = []
      let email = DocumentReader(properties: ["email"])
      _ = try reader.profiles(after: .first, limit: .max) { profile in
        try email.read(profile.document)
        let name = email.values(0).first?.text ?? ""
        try reader.events(of: profile.id, EventFilter()) { event in
          events.append(
            "\(name) \(event.typeText) \(event.idText) \(String(decoding: event.properties, as: UTF8.self))")
        }
      }
      return events.sorted()
    }
  }
}

extension String {
  func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
    try Array(utf8).withUnsafeBytes(body)
  }
}
