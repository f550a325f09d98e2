import Records

/// The words of event type files; `SDK/schemas/event-type-1.xsd` is their published form.
enum EventTypeXML {
  static let namespace = "urn:millrace:event-type:1"

  enum Element: String, CaseIterable {
    case eventType = "event-type"
    case name, description, properties
    case text, number, decimal, object
    case dateTime = "date-time"

    /// The type of the property that it is; nil for the other elements.
    var propertyType: EventPropertyType? { EventPropertyType(rawValue: rawValue) }

    static let ofProperties = allCases.filter { $0.propertyType != nil }

    /// What may stand in it.
    var children: [Element] {
      switch self {
      case .eventType: [.name, .description, .properties]
      case .properties, .object: Self.ofProperties
      default: []
      }
    }

    var attributes: [Attribute] {
      switch self {
      case .eventType: [.id, .version, .icon, .priority, .retentionDays]
      case .name, .description, .properties: []
      default: [.key, .name, .required, .multiple, .sensitive]
      }
    }
  }

  enum Attribute: String {
    case id, version, icon, priority, key, name, required, multiple, sensitive
    case retentionDays = "retention-days"

    var isRequired: Bool { [.id, .version, .key].contains(self) }
  }

  /// The text without spaces, tabs and line ends around it, and with one space for several inside: what XML Schema calls
  /// collapsed.
  static func collapsed(_ text: String) -> String {
    text.unicodeScalars.split { [" ", "\t", "\n", "\r"].contains($0) }.map { String($0) }.joined(separator: " ")
  }
}
