/// One thing in which two versions of an event type differ.
struct EventTypeDifference: Equatable {
  /// Such as `property 'coupon' is new`.
  var message: String
  /// Whether a newer version may differ so: events and mappings made for the older one must stay right.
  var isAllowed: Bool
}

extension EventType {
  /// In what `other` differs from this one, the version apart.
  func differences(to other: EventType) -> [EventTypeDifference] {
    var found: [EventTypeDifference] = []
    func note(_ differs: Bool, _ message: @autoclosure () -> String, isAllowed: Bool = true) {
      if differs { found.append(EventTypeDifference(message: message(), isAllowed: isAllowed)) }
    }
    note(name != other.name, "the name changes")
    note(description != other.description, "the description changes")
    note(icon != other.icon, "the icon changes")
    note(priority != other.priority, "the priority changes from \(priority) to \(other.priority)")
    note(
      retentionDays != other.retentionDays,
      "events are kept \(Self.duration(other.retentionDays)) instead of \(Self.duration(retentionDays))")

    func compare(_ old: [EventProperty], _ new: [EventProperty], at path: String) {
      for property in old {
        let place = "property '\(path)\(property.key)'"
        guard let match = new.first(where: { $0.key == property.key }) else {
          note(true, "\(place) is gone", isAllowed: false)
          continue
        }
        note(
          property.type != match.type,
          "\(place) changes its type from \(property.type.rawValue) to \(match.type.rawValue)", isAllowed: false)
        note(property.name != match.name, "\(place) changes its name")
        note(!property.isRequired && match.isRequired, "\(place) becomes required", isAllowed: false)
        note(property.isRequired && !match.isRequired, "\(place) becomes optional")
        note(property.isMultiple && !match.isMultiple, "\(place) may no longer have several values", isAllowed: false)
        note(!property.isMultiple && match.isMultiple, "\(place) may have several values")
        note(property.isSensitive && !match.isSensitive, "\(place) is no longer sensitive", isAllowed: false)
        note(!property.isSensitive && match.isSensitive, "\(place) becomes sensitive")
        if property.type == .object, match.type == .object {
          compare(property.properties, match.properties, at: "\(path)\(property.key).")
        }
      }
      for property in new where !old.contains(where: { $0.key == property.key }) {
        let required = property.isRequired ? " and required" : ""
        note(true, "property '\(path)\(property.key)' is new\(required)", isAllowed: !property.isRequired)
      }
      let kept = new.map(\.key).filter { key in old.contains { $0.key == key } }
      note(kept != old.map(\.key).filter(kept.contains), "the order of properties changes")
    }
    compare(properties, other.properties, at: "")
    return found
  }

  private static func duration(_ days: Int?) -> String { days.map { "for \($0) days" } ?? "for ever" }
}
