import EventTypes
import IterableAPI
import Profiles
import Records

/// Makes requests of Timeline events of one type: an order becomes a purchase, everything else a custom event whose name is
/// the type's id.
struct EventRequest {
  /// The type whose events are purchases at Iterable.
  static let purchaseType = "order"

  private let eventType: EventType
  /// Only events with dates in them have to be rewritten.
  private let hasDates: Bool

  init(_ type: EventType) {
    eventType = type
    hasDates = Self.hasDates(type.properties)
  }

  private static func hasDates(_ properties: [EventProperty]) -> Bool {
    properties.contains { $0.type == .dateTime || hasDates($0.properties) }
  }

  var type: String { eventType.id }

  /// The request's body, which begins with the user. Throws where the event's properties are no JSON.
  func json(of event: EventRow, of profile: ProfileID, to user: Identifier) throws -> [UInt8] {
    let id = ExportedEventID.text(profile, type: type, id: event.idText, date: event.date)
    let seconds = Int64((Double(event.date.microseconds) / 1_000_000).rounded(.down))
    let properties = event.properties
    if type == Self.purchaseType {
      return PurchaseRequest(user: user, id: id, seconds: seconds, order: try rewritten(properties)).json
    }
    let name = JSONValue.string(type).text
    var json = Array(user.json.dropLast())
    json += #","eventName":\#(name),"id":"\#(id)","createdAt":\#(seconds),"dataFields":"#.utf8
    if hasDates { json += try rewritten(properties).text.utf8 } else { json += properties }
    json.append(UInt8(ascii: "}"))
    return json
  }

  /// The request without values that name a person, or that the type calls sensitive; nil where it is too long to keep.
  func redacted(_ json: [UInt8]) -> String? {
    guard let value = try? json.withUnsafeBytes({ try JSONValue(parsing: $0) }) else { return nil }
    var secret: Set<String> = []
    Self.addSensitive(eventType.properties, to: &secret)
    return Redaction.kept(Self.masked(value, secret))
  }

  private static func addSensitive(_ properties: [EventProperty], to keys: inout Set<String>) {
    for property in properties {
      if property.isSensitive { keys.insert(property.key) }
      addSensitive(property.properties, to: &keys)
    }
  }

  private static func masked(_ value: JSONValue, _ keys: Set<String>) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map { masked($0, keys) })
    case .object(let members):
      .object(members.map { .init(key: $0.key, value: keys.contains($0.key) ? "***" : masked($0.value, keys)) })
    default: value
    }
  }

  private func rewritten(_ properties: UnsafeRawBufferPointer) throws -> JSONValue {
    Self.withIterableDates(try JSONValue(parsing: properties), eventType.properties)
  }

  /// Dates in the form that Iterable documents.
  private static func withIterableDates(_ value: JSONValue, _ properties: [EventProperty]) -> JSONValue {
    guard let members = value.object else { return value }
    return .object(
      members.map { member in
        guard let property = properties.first(where: { $0.key == member.key }) else { return member }
        return JSONValue.Member(key: member.key, value: withIterableDates(member.value, property))
      })
  }

  private static func withIterableDates(_ value: JSONValue, _ property: EventProperty) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map { withIterableDates($0, property) })
    case .object: withIterableDates(value, property.properties)
    case .string(let text) where property.type == .dateTime: .string(ProfileColumns.iterableDate(text))
    default: value
    }
  }
}
