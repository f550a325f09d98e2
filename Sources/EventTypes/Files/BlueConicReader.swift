import Records

/// Reads event types as BlueConic's REST API (v2) gives them: one, a page of them, or a list.
///
/// What they say and we have words for is kept: id, name, description, priority, retention, and fields with key, name,
/// type, multiple and sensitivity, nested ones too. Ids and keys become ours by ``key(_:joiner:)``. Their versions are
/// counted here, since BlueConic has none; see ``EventType/numbered(after:)``.
final class BlueConicReader {
  private let notes: FileNotes
  private let bytes: UnsafeRawBufferPointer
  private var propertyCount = 0

  /// What BlueConic's two priorities are on our scale.
  static let priorities = ["HIGH": 75, "LOW": 25]
  static let types: [String: EventPropertyType] = [
    "TEXT": .text, "NUMBER": .number, "DECIMAL": .decimal, "DATETIME": .dateTime,
  ]
  private static let fields = [
    "key", "identifier", "name", "description", "multiple", "dataSensitivity", "value", "values",
  ]

  /// Adds to the notes whatever is wrong; the types are sound where that is nothing.
  static func read(_ bytes: UnsafeRawBufferPointer, _ notes: FileNotes) -> [EventType] {
    var text = bytes
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = UnsafeRawBufferPointer(rebasing: text[3...]) }
    let reader = BlueConicReader(text, notes, shift: bytes.count - text.count)
    do {
      return reader.types(in: try JSONValue(parsing: text))
    } catch let error as JSONSyntaxError {
      notes.error(at: error.offset + reader.shift, "not valid JSON: \(error.message)")
    } catch {
      notes.error(at: 0, "\(error)")
    }
    return []
  }

  /// Bytes before the text.
  private let shift: Int

  private init(_ bytes: UnsafeRawBufferPointer, _ notes: FileNotes, shift: Int) {
    self.bytes = bytes
    self.notes = notes
    self.shift = shift
  }

  private func error(at path: [JSONStep], _ message: String, hint: String? = nil) {
    notes.error(at: offset(path), message, hint: hint)
  }

  private func error(at path: [JSONStep], _ objection: EventTypeRules.Objection?) {
    if let objection { notes.error(at: offset(path), objection) }
  }

  private func offset(_ path: [JSONStep]) -> Int { shift + JSONCursor.offset(of: path, in: bytes) }

  // MARK: Types

  private func types(in document: JSONValue) -> [EventType] {
    var list: ([JSONValue], [JSONStep])?
    if let page = ["timelineEventTypes", "timelineEventType"].first(where: { document[$0] != nil }) {
      list = document[page]?.array.map { ($0, [.member(page)]) }
    } else if let elements = document.array {
      list = (elements, [])
    } else if document["id"] != nil || document["fieldTypes"] != nil {
      return [type(document, at: [])]
    }
    guard let (elements, path) = list else {
      error(
        at: [], "it holds no event types",
        hint: "give a type with 'id' and 'fieldTypes', or a page with 'timelineEventTypes'")
      return []
    }
    let types = elements.enumerated().map { type($0.element, at: path + [.element($0.offset)]) }
    var ids: Set<String> = []
    for (index, type) in types.enumerated() where !ids.insert(type.id).inserted {
      error(
        at: path + [.element(index), .member("id")], "two event types become '\(type.id)'",
        hint: "import one of the two")
    }
    return types
  }

  private func type(_ json: JSONValue, at path: [JSONStep]) -> EventType {
    propertyCount = 0
    var type = EventType(id: "", version: EventTypeVersion(1, 0, 0).description, name: "")
    guard json.object != nil else {
      error(at: path, "an event type is an object, not \(json.kind)")
      return type
    }
    let id = text(json, "id", at: path, isRequired: true) ?? ""
    type.id = Self.key(id, joiner: "-") ?? id
    if !id.isEmpty { error(at: path + [.member("id")], EventTypeRules.id(type.id)) }
    type.name = EventTypeXML.collapsed(text(json, "name", at: path) ?? id)
    if !id.isEmpty { error(at: path + [.member("name")], EventTypeRules.name(type.name)) }
    type.description = EventTypeXML.collapsed(text(json, "description", at: path) ?? "")
    error(at: path + [.member("description")], EventTypeRules.description(type.description))
    if let priority = text(json, "priority", at: path) {
      if let value = Self.priorities[priority] {
        type.priority = value
      } else {
        error(at: path + [.member("priority")], "the priority is neither HIGH nor LOW")
      }
    }
    switch json["retentionPeriod"] {
    case nil, .null: break
    case .integer(let days):
      type.retentionDays = Int(days)
      error(at: path + [.member("retentionPeriod")], EventTypeRules.retentionDays(Int(days)))
    default: error(at: path + [.member("retentionPeriod")], "the retention period is no number of days")
    }
    type.properties = properties(json, "fieldTypes", at: path, depth: 1)
    for unused in ["tags", "mappingFrontendEventType", "mappingSystemEventType"] {
      guard let value = json[unused], value != .null, value != .array([]), value != .string("") else { continue }
      notes.warning(at: offset(path + [.member(unused)]), "'\(unused)' is not kept", hint: "Millrace has no use for it")
    }
    return type
  }

  private func properties(_ json: JSONValue, _ name: String, at path: [JSONStep], depth: Int) -> [EventProperty] {
    let path = path + [.member(name)]
    switch json[name] {
    case nil, .null: return []
    case .array(let fields): return properties(fields, at: path, depth: depth)
    default:
      error(at: path, "'\(name)' is no list of fields")
      return []
    }
  }

  private func properties(_ fields: [JSONValue], at path: [JSONStep], depth: Int) -> [EventProperty] {
    guard fields.isEmpty || depth <= EventTypeRules.depthLimit else {
      error(at: path, .tooDeep)
      return []
    }
    var properties: [EventProperty] = []
    for (index, field) in fields.enumerated() {
      propertyCount += 1
      guard propertyCount <= EventTypeRules.propertyLimit else {
        if propertyCount == EventTypeRules.propertyLimit + 1 { error(at: path + [.element(index)], .tooMany) }
        break
      }
      let place = path + [.element(index)]
      guard let property = property(field, at: place, depth: depth) else { continue }
      if properties.contains(where: { $0.key == property.key }) {
        error(
          at: place, "two fields become the property '\(property.key)'",
          hint: "keys become lower-case, and what is neither letter nor digit '_'; rename one of the two")
      }
      properties.append(property)
    }
    return properties
  }

  private func property(_ field: JSONValue, at path: [JSONStep], depth: Int) -> EventProperty? {
    guard let members = field.object else {
      error(at: path, "a field is an object, not \(field.kind)")
      return nil
    }
    for member in members where !Self.fields.contains(member.key) {
      notes.warning(
        at: offset(path + [.member(member.key)]), "\(EventTypeRules.quoted(member.key)) is not known, and not kept",
        hint: Suggestion.question(for: member.key, among: Self.fields))
    }
    let keyName = field["key"] == nil && field["identifier"] != nil ? "identifier" : "key"
    guard let original = text(field, keyName, at: path, isRequired: true) else { return nil }
    guard let key = Self.key(original, joiner: "_") else {
      error(at: path + [.member(keyName)], EventTypeRules.key(original))
      return nil
    }
    error(at: path + [.member(keyName)], EventTypeRules.key(key))
    var property = EventProperty(key: key, name: EventTypeXML.collapsed(text(field, "name", at: path) ?? original))
    error(at: path + [.member("name")], EventTypeRules.name(property.name))
    if let description = field["description"]?.string, !description.isEmpty {
      notes.warning(
        at: offset(path + [.member("description")]), "the description of a field is not kept",
        hint: "say it in the field's name")
    }
    switch field["multiple"] {
    case nil, .null: break
    case .bool(let value): property.isMultiple = value
    default: error(at: path + [.member("multiple")], "'multiple' is neither true nor false")
    }
    switch text(field, "dataSensitivity", at: path) {
    case nil, "NON_PII": break
    case "PII": property.isSensitive = true
    default: error(at: path + [.member("dataSensitivity")], "the sensitivity is neither PII nor NON_PII")
    }
    read(field, into: &property, at: path, depth: depth)
    return property
  }

  /// The type: a word, or a list of fields, which makes it an object. The examples of BlueConic's documentation have it as
  /// `value`, its schema as `values`, with a `value` inside.
  private func read(_ field: JSONValue, into property: inout EventProperty, at path: [JSONStep], depth: Int) {
    var name = field["value"] != nil || field["values"] == nil ? "value" : "values"
    var (owner, path) = (field, path)
    if let inner = field[name], inner["value"] != nil {
      (owner, path, name) = (inner, path + [.member(name)], "value")
    }
    let place = path + [.member(name)]
    switch owner[name] {
    case .array(let fields):
      property.type = .object
      property.properties = properties(fields, at: place, depth: depth + 1)
      if property.properties.isEmpty { error(at: place, .emptyObject) }
    case .string(let word):
      guard let type = Self.types[word] else {
        return error(
          at: place, "\(EventTypeRules.quoted(word)) is no type of field",
          hint: Suggestion.hint(for: word, among: Self.types.keys.sorted()))
      }
      property.type = type
    default:
      error(
        at: place, "the field says no type",
        hint: "its 'value' is TEXT, NUMBER, DECIMAL or DATETIME, or a list of fields")
    }
  }

  private func text(_ json: JSONValue, _ name: String, at path: [JSONStep], isRequired: Bool = false) -> String? {
    switch json[name] {
    case .string(let text): return text
    case nil, .null:
      if isRequired { error(at: path, "'\(name)' is missing") }
    default: error(at: path + [.member(name)], "'\(name)' is no text")
    }
    return nil
  }

  // MARK: Keys

  /// A foreign id or key as one of ours: lower-case, with the joiner before a capital inside (`orderId`, `order_id`) and
  /// for whatever is neither a letter of ASCII nor a digit, once for several and never at an end; with `x` before a digit
  /// at the beginning. Nil where nothing is left.
  static func key(_ text: String, joiner: Unicode.Scalar) -> String? {
    var key = String.UnicodeScalarView()
    var wasLower = false
    var isApart = false
    for scalar in text.unicodeScalars {
      guard scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
        isApart = true
        wasLower = false
        continue
      }
      let isUpper = ("A"..."Z").contains(scalar)
      if !key.isEmpty, isApart || (isUpper && wasLower) { key.append(joiner) }
      if key.isEmpty, ("0"..."9").contains(scalar) { key.append(contentsOf: ["x", joiner]) }
      key.append(isUpper ? Unicode.Scalar(scalar.value | 0x20)! : scalar)
      isApart = false
      wasLower = !isUpper
    }
    return key.isEmpty ? nil : String(key)
  }
}
