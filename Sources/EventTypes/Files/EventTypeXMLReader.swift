import CExpat
import Records

/// Reads one event type from XML. No DTD is read, so there are no entities but XML's own five.
final class EventTypeXMLReader {
  private let bytes: UnsafeRawBufferPointer
  private let notes: FileNotes
  private let parser: XML_Parser
  private var type = EventType(id: "", version: "", name: "")
  /// The elements that are open, from the outermost.
  private var open: [OpenElement] = []
  /// Open elements inside one that is not looked at, that one included.
  private var skipped = 0
  private var propertyCount = 0

  private struct OpenElement {
    var element: EventTypeXML.Element
    var offset: Int
    /// What stands in `name` and `description`.
    var text = ""
    var hasStrayText = false
    /// Whether an element in it is not looked at; what seems to be missing may be that.
    var isPartial = false
    /// What stands in `event-type`.
    var seen: Set<EventTypeXML.Element> = []
    /// What stands in `properties` and in an object.
    var properties: [EventProperty] = []
    /// The property that the element is, without what stands in it.
    var property: EventProperty?
  }

  /// Adds to the notes whatever is wrong; the type is sound where that is nothing.
  static func read(_ bytes: UnsafeRawBufferPointer, _ notes: FileNotes) -> EventType {
    let reader = EventTypeXMLReader(bytes, notes)
    reader.parse()
    return reader.type
  }

  private init(_ bytes: UnsafeRawBufferPointer, _ notes: FileNotes) {
    self.bytes = bytes
    self.notes = notes
    parser = XML_ParserCreateNS("UTF-8", XML_Char(UInt8(ascii: " ")))
  }

  deinit { XML_ParserFree(parser) }

  private func parse() {
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser, { EventTypeXMLReader.of($0).begin($1!, $2!) }, { me, _ in EventTypeXMLReader.of(me).end() })
    XML_SetCharacterDataHandler(parser) { me, text, count in
      EventTypeXMLReader.of(me).text(UnsafeRawBufferPointer(start: text, count: Int(count)))
    }
    XML_SetStartDoctypeDeclHandler(parser) { me, _, _, _, _ in
      EventTypeXMLReader.of(me).stop(
        "a document type declaration is not read", "remove '<!DOCTYPE …>'; the form is fixed by the namespace")
    }
    XML_SetXmlDeclHandler(parser) { me, _, encoding, _ in
      guard let encoding, String(cString: encoding).lowercased() != "utf-8" else { return }
      EventTypeXMLReader.of(me).stop("its encoding is not UTF-8", "write the file in UTF-8, and say so or nothing")
    }
    let status = XML_Parse(parser, bytes.bindMemory(to: XML_Char.self).baseAddress, Int32(bytes.count), 1)
    let code = XML_GetErrorCode(parser)
    guard status == XML_STATUS_ERROR, code != XML_ERROR_ABORTED else { return }
    if code == XML_ERROR_UNDEFINED_ENTITY {
      notes.error(
        at: offset, "there are no entities but &amp;, &lt;, &gt;, &quot; and &apos;",
        hint: "write the character itself, or its number such as &#233;")
    } else {
      notes.error(at: offset, "not well-formed XML: \(String(cString: XML_ErrorString(code)))")
    }
  }

  private static func of(_ me: UnsafeMutableRawPointer?) -> EventTypeXMLReader {
    Unmanaged.fromOpaque(me!).takeUnretainedValue()
  }

  /// The byte where the parser stands.
  private var offset: Int { max(0, Int(XML_GetCurrentByteIndex(parser))) }

  private func stop(_ message: String, _ hint: String) {
    notes.error(at: offset, message, hint: hint)
    XML_StopParser(parser, 0)
  }

  // MARK: Elements

  private func begin(
    _ qualified: UnsafePointer<XML_Char>, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>
  ) {
    guard !notes.isFull else {
      XML_StopParser(parser, 0)
      return
    }
    guard skipped == 0, let element = known(String(cString: qualified)) else {
      skip()
      return
    }
    var opened = OpenElement(element: element, offset: offset)
    let values = read(attributes, of: element)
    if element.propertyType != nil {
      guard hasRoom() else {
        skip()
        return
      }
      opened.property = property(element, values)
    } else if element == .eventType {
      take(values)
    }
    open.append(opened)
  }

  /// The element that begins is not looked at, nor what stands in it.
  private func skip() {
    if skipped == 0, let parent = open.indices.last { open[parent].isPartial = true }
    skipped += 1
  }

  /// The element, where it may stand here.
  private func known(_ qualified: String) -> EventTypeXML.Element? {
    let (namespace, name) = Self.split(qualified)
    let expected = open.last?.element.children ?? [.eventType]
    guard namespace == EventTypeXML.namespace else {
      let what = namespace.isEmpty ? "has no namespace" : "is of another namespace"
      notes.error(
        at: offset, "element \(EventTypeRules.quoted(name)) \(what)",
        hint: "write xmlns=\"\(EventTypeXML.namespace)\" in event-type")
      return nil
    }
    guard let element = EventTypeXML.Element(rawValue: name), expected.contains(element) else {
      let place = open.last.map { "in '\($0.element.rawValue)'" } ?? "at the beginning"
      notes.error(
        at: offset, "element \(EventTypeRules.quoted(name)) does not belong \(place)",
        hint: Suggestion.hint(for: name, among: expected.map(\.rawValue)) ?? "remove it; only objects hold properties")
      return nil
    }
    if let parent = open.indices.last, open[parent].element == .eventType,
      !open[parent].seen.insert(element).inserted
    {
      notes.error(at: offset, "element '\(name)' stands twice", hint: "remove one of the two")
      return nil
    }
    return element
  }

  private func end() {
    guard skipped == 0 else {
      skipped -= 1
      return
    }
    let closed = open.removeLast()
    switch closed.element {
    case .eventType:
      if !closed.seen.contains(.name) {
        notes.error(at: closed.offset, "the name is missing", hint: "add <name>…</name>: what people are to read")
      }
    case .name:
      type.name = EventTypeXML.collapsed(closed.text)
      if !closed.isPartial { notes.error(at: closed.offset, EventTypeRules.name(type.name)) }
    case .description:
      type.description = EventTypeXML.collapsed(closed.text)
      notes.error(at: closed.offset, EventTypeRules.description(type.description))
    case .properties: type.properties = closed.properties
    case .text, .number, .decimal, .dateTime, .object:
      guard var property = closed.property else { return }
      property.properties = closed.properties
      if closed.element == .object, property.properties.isEmpty, !closed.isPartial {
        notes.error(at: closed.offset, .emptyObject)
      }
      open[open.count - 1].properties.append(property)
    }
  }

  private func text(_ text: UnsafeRawBufferPointer) {
    guard skipped == 0, let last = open.indices.last else { return }
    switch open[last].element {
    case .name, .description: open[last].text += String(decoding: text, as: UTF8.self)
    default:
      guard !open[last].hasStrayText, text.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return }
      open[last].hasStrayText = true
      notes.error(
        at: offset, "text stands in '\(open[last].element.rawValue)'", hint: "only elements may stand there; remove it")
    }
  }

  // MARK: Attributes

  private struct Value {
    var text: String
    var offset: Int
  }

  private func read(
    _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>, of element: EventTypeXML.Element
  ) -> [EventTypeXML.Attribute: Value] {
    var values: [EventTypeXML.Attribute: Value] = [:]
    let places = XMLTag(bytes, at: offset)
    var at = 0
    while let qualified = attributes[at], let value = attributes[at + 1] {
      at += 2
      let (namespace, name) = Self.split(String(cString: qualified))
      let place = places.offset(ofAttribute: name)
      if namespace == "http://www.w3.org/2001/XMLSchema-instance", name.hasSuffix("chemaLocation") { continue }
      let known = element.attributes
      if namespace.isEmpty, let attribute = EventTypeXML.Attribute(rawValue: name), known.contains(attribute) {
        values[attribute] = Value(text: EventTypeXML.collapsed(String(cString: value)), offset: place)
      } else {
        notes.error(
          at: place, "attribute \(EventTypeRules.quoted(name)) does not belong to '\(element.rawValue)'",
          hint: Suggestion.hint(for: name, among: known.map(\.rawValue)) ?? "it has none")
      }
    }
    for attribute in element.attributes where attribute.isRequired && values[attribute] == nil {
      notes.error(
        at: offset, "attribute '\(attribute.rawValue)' of '\(element.rawValue)' is missing",
        hint: "add \(attribute.rawValue)=\"…\"")
    }
    return values
  }

  private func take(_ values: [EventTypeXML.Attribute: Value]) {
    func text(_ attribute: EventTypeXML.Attribute, _ rule: (String) -> EventTypeRules.Objection?) -> String? {
      guard let value = values[attribute] else { return nil }
      notes.error(at: value.offset, rule(value.text))
      return value.text
    }
    func number(_ attribute: EventTypeXML.Attribute, _ rule: (Int) -> EventTypeRules.Objection?) -> Int? {
      guard let value = values[attribute] else { return nil }
      guard let number = Int(value.text) else {
        notes.error(
          at: value.offset, "\(EventTypeRules.quoted(value.text)) is no whole number",
          hint: "write digits alone")
        return nil
      }
      notes.error(at: value.offset, rule(number))
      return number
    }
    type.id = text(.id, EventTypeRules.id) ?? ""
    type.version = text(.version, EventTypeRules.version) ?? ""
    type.icon = text(.icon, EventTypeRules.icon) ?? ""
    type.priority = number(.priority, EventTypeRules.priority) ?? EventType.usualPriority
    type.retentionDays = number(.retentionDays, EventTypeRules.retentionDays)
  }

  /// Whether there may be a further property here.
  private func hasRoom() -> Bool {
    propertyCount += 1
    if propertyCount > EventTypeRules.propertyLimit {
      if propertyCount == EventTypeRules.propertyLimit + 1 { notes.error(at: offset, .tooMany) }
      return false
    }
    // Two elements stand around a property of the first level.
    guard open.count - 1 <= EventTypeRules.depthLimit else {
      notes.error(at: offset, .tooDeep)
      return false
    }
    return true
  }

  private func property(
    _ element: EventTypeXML.Element, _ values: [EventTypeXML.Attribute: Value]
  ) -> EventProperty {
    func flag(_ attribute: EventTypeXML.Attribute) -> Bool {
      guard let value = values[attribute] else { return false }
      switch value.text {
      case "true", "1": return true
      case "false", "0": return false
      default:
        notes.error(
          at: value.offset, "\(EventTypeRules.quoted(value.text)) is neither true nor false",
          hint: "write true, or leave the attribute out")
        return false
      }
    }
    var key = ""
    if let value = values[.key] {
      key = value.text
      notes.error(at: value.offset, EventTypeRules.key(key))
      if open.last?.properties.contains(where: { $0.key == key }) == true {
        notes.error(at: value.offset, .duplicate(key))
      }
    }
    let name = values[.name]
    if let name { notes.error(at: name.offset, EventTypeRules.name(name.text)) }
    return EventProperty(
      key: key, name: name?.text, type: element.propertyType!, isRequired: flag(.required),
      isMultiple: flag(.multiple), isSensitive: flag(.sensitive))
  }

  /// The namespace, which may be empty, and the name in it, as the parser joins them.
  private static func split(_ qualified: String) -> (namespace: String, name: String) {
    guard let space = qualified.lastIndex(of: " ") else { return ("", qualified) }
    return (String(qualified[..<space]), String(qualified[qualified.index(after: space)...]))
  }
}
