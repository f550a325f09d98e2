import EventTypes
import Records

extension EventType {
  /// An event's properties as they may be shown: `***` in place of the value of each that is sensitive, or not of the type.
  public func masked(_ properties: JSONValue) -> JSONValue { Self.masked(properties, self.properties) }

  private static func masked(_ value: JSONValue, _ properties: [EventProperty]) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map { masked($0, properties) })
    case .object(let members):
      return .object(
        members.map { member in
          guard let property = properties.first(where: { $0.key == member.key }), !property.isSensitive else {
            return .init(key: member.key, value: "***")
          }
          return .init(key: member.key, value: masked(member.value, property.properties))
        })
    default: return value
    }
  }
}
