extension EventType {
  /// As an event type file, which reads as the same type; texts have single spaces then.
  public var xml: String {
    var attributes = [("xmlns", EventTypeXML.namespace), ("id", id), ("version", version)]
    if !icon.isEmpty { attributes.append(("icon", icon)) }
    if priority != Self.usualPriority { attributes.append(("priority", "\(priority)")) }
    if let retentionDays { attributes.append(("retention-days", "\(retentionDays)")) }
    var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
    text += Self.tag(.eventType, attributes, end: ">")
    text += "  <name>\(Self.escaped(name))</name>\n"
    if !description.isEmpty { text += "  <description>\(Self.escaped(description))</description>\n" }
    if !properties.isEmpty {
      text += "  <properties>\n"
      for property in properties { property.write(to: &text, indent: "    ") }
      text += "  </properties>\n"
    }
    return text + "</event-type>\n"
  }

  fileprivate static func tag(_ element: EventTypeXML.Element, _ attributes: [(String, String)], end: String) -> String
  {
    "<\(element.rawValue)" + attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined() + end + "\n"
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}

extension EventProperty {
  fileprivate func write(to text: inout String, indent: String) {
    var attributes = [("key", key)]
    if name != key { attributes.append(("name", name)) }
    for (name, isSet) in [("required", isRequired), ("multiple", isMultiple), ("sensitive", isSensitive)] where isSet {
      attributes.append((name, "true"))
    }
    let element = EventTypeXML.Element(rawValue: type.rawValue)!
    text += indent + EventType.tag(element, attributes, end: properties.isEmpty ? "/>" : ">")
    guard !properties.isEmpty else { return }
    for property in properties { property.write(to: &text, indent: indent + "  ") }
    text += "\(indent)</\(element.rawValue)>\n"
  }
}
