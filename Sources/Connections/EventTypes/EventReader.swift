import EventTypes
import Foundation
import Profiles
import Records

/// Reads events that are given as JSON, `{"event_type": "order", "id": "1", "date": "2026-01-31T08:00:00Z", "properties":
/// {…}}`, into the form that stores keep. One thread at a time.
public final class EventReader {
  public enum Result {
    case event(EventRow, type: EventType)
    case refused(reason: String)
  }

  private let composers: [(id: [UInt8], composer: EventComposer, strict: EventValidator)]
  private var id: [UInt8] = []

  /// The types that events may have; each is sound.
  public init(_ types: [EventType]) {
    composers = types.map { type in
      (Array(type.id.utf8), EventComposer(EventPlan(byNameOf: type)), EventValidator(type, unknownProperties: .refused))
    }
  }

  /// Hands what it reads to `body`, and lends the event for as long as that takes.
  public func read<Value>(_ json: UnsafeRawBufferPointer, _ body: (Result) throws -> Value) rethrows -> Value {
    func refuse(_ reason: String) throws -> Value { try body(.refused(reason: reason)) }
    guard let type = text("event_type", in: json),
      let known = composers.first(where: { $0.id.elementsEqual(type) })
    else {
      return try refuse("it has no 'event_type' that is known; 'millrace event-type list' shows them")
    }
    guard let name = text("id", in: json), readID(name) else {
      return try refuse("it has no text 'id' of 1 to \(EventLimits.idBytes) bytes")
    }
    guard let date = text("date", in: json).flatMap(DateTimeText.read) else {
      return try refuse("it has no 'date' such as 2026-01-31T08:00:00Z")
    }
    let empty = Array("{}".utf8)
    let properties = JSONMember.find("properties", in: json)
    if let properties, case .refused(let findings) = known.strict.validate(properties),
      let unknown = findings.first(where: { $0.code == .unknownProperty || $0.code == .malformed })
    {
      return try refuse("\(unknown)")
    }
    let composition = empty.withUnsafeBytes { known.composer.compose(0, item: properties ?? $0) }
    switch composition {
    case .refused(let refusal):
      return try refuse((refusal.field.isEmpty ? "" : "\(refusal.field): ") + refusal.reason)
    case .event(let properties, _):
      let type = known.composer.plan.type
      let date = Timestamp(microseconds: date)
      return try id.withUnsafeBytes { id in
        try known.id.withUnsafeBytes {
          let event = EventRow(type: $0, id: id, date: date, properties: properties, expires: type.expiry(of: date))
          return try body(.event(event, type: type))
        }
      }
    }
  }

  /// A member's text as it is written; nil where it is none.
  private func text(_ name: String, in json: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard let value = JSONMember.find(name, in: json), value.count >= 2, value[0] == JSONText.quote else { return nil }
    return UnsafeRawBufferPointer(rebasing: value[1..<value.count - 1])
  }

  /// Keeps the id with its escapes resolved.
  private func readID(_ text: UnsafeRawBufferPointer) -> Bool {
    guard !text.isEmpty else { return false }
    id = [UInt8](unsafeUninitializedCapacity: text.count) { room, count in
      count = max(0, JSONText.unescape(text, to: UnsafeMutableRawPointer(room.baseAddress!)))
    }
    return (1...EventLimits.idBytes).contains(id.count)
  }
}

extension JSONMember {
  fileprivate static func find(_ name: String, in json: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var name = name
    return name.withUTF8 { find(UnsafeRawBufferPointer($0), in: json) }
  }
}
