import EventTypes
import Foundation
import Testing

@Suite struct BlueConicTests {
  static let visit = """
    {
      "creationDate": "2025-09-22T10:10:56.412Z", "creator": {"fullName": "Somebody"},
      "description": "Somebody came to a shop.",
      "fieldTypes": [
        {"dataSensitivity": "NON_PII", "key": "totalValue", "name": "Total value", "value": "DECIMAL"},
        {"key": "product", "multiple": true, "value": [
          {"dataSensitivity": "NON_PII", "key": "quantity", "value": "NUMBER"},
          {"dataSensitivity": "PII", "key": "engraved-text", "multiple": false, "value": "TEXT"}
        ]},
        {"identifier": "last_modified", "values": {"value": "DATETIME"}}
      ],
      "id": "shop_visit", "lastModifiedDate": "2025-09-22T10:11:27.331Z", "name": "Visit", "priority": "HIGH",
      "retentionPeriod": 90, "source": "REST", "tags": []
    }
    """

  static let expected = EventType(
    id: "shop-visit", version: "1.0.0", name: "Visit", description: "Somebody came to a shop.", priority: 75,
    retentionDays: 90,
    properties: [
      EventProperty(key: "total_value", name: "Total value", type: .decimal),
      EventProperty(
        key: "product", type: .object, isMultiple: true,
        properties: [
          EventProperty(key: "quantity", type: .number),
          EventProperty(key: "engraved_text", name: "engraved-text", isSensitive: true),
        ]),
      EventProperty(key: "last_modified", type: .dateTime),
    ])

  static func file(_ text: String) -> EventTypeFile { EventTypeFile(Array(text.utf8), file: "types.json") }

  @Test func `a type, a page and a list are read, with all that we have words for`() throws {
    #expect(Self.file(Self.visit).format == .blueconic)
    for text in [
      Self.visit, "[\(Self.visit)]", #"{"itemsPerPage": 10, "timelineEventTypes": [\#(Self.visit)], "totalPages": 1}"#,
      #"{"timelineEventType": [\#(Self.visit)]}"#, "\u{FEFF}\n\(Self.visit)",
    ] {
      let file = Self.file(text)
      #expect(try file.checkedTypes() == [Self.expected])
      #expect(file.diagnostics == [])
    }
    #expect(try Self.file(#"{"timelineEventTypes": []}"#).checkedTypes() == [])
    let bare = try Self.file(#"{"id": "a", "priority": "LOW"}"#).checkedTypes()
    #expect(bare == [EventType(id: "a", version: "1.0.0", name: "a", priority: 25)])
  }

  @Test(arguments: [
    ("orderId", "order_id"), ("Order ID", "order_id"), ("total.value", "total_value"), ("__x--y__", "x_y"),
    ("utmSource2", "utm_source2"), ("2nd", "x_2nd"), ("größe", "gr_e"), ("URL", "url"), ("a", "a"),
  ])
  func `keys become ours`(_ theirs: String, _ ours: String) throws {
    let file = Self.file(#"{"id": "t", "fieldTypes": [{"key": "\#(theirs)", "value": "TEXT"}]}"#)
    let property = try #require(try file.checkedTypes().first?.properties.first)
    #expect(property == EventProperty(key: ours, name: theirs))
  }

  @Test func `what is not kept is told`() throws {
    let text = Self.visit.replacing("\"tags\": []", with: "\"tags\": [\"shop\"],\n\"mappingSystemEventType\": \"x\"")
      .replacing("\"identifier\"", with: "\"description\": \"When\", \"dataSensitivty\": \"PII\", \"identifier\"")
    let file = Self.file(text)
    #expect(try file.checkedTypes() == [Self.expected])
    #expect(file.diagnostics.map(\.severity) == Array(repeating: .warning, count: 4))
    #expect(file.diagnostics.map(\.position.line) == [10, 10, 13, 14])
    #expect(file.diagnostics[1].hint == "did you mean 'dataSensitivity'?")
  }

  @Test(arguments: [
    ("\"DECIMAL\"", "\"DECIMALS\"", "5:89: error: 'DECIMALS' is no type of field\n  hint: did you mean 'DECIMAL'?"),
    ("\"DECIMAL\"", "[]", "5:89: error: an object without properties holds nothing"),
    ("\"DECIMAL\"", "5", "5:89: error: the field says no type"),
    ("\"key\": \"quantity\", ", "", "7:7: error: 'key' is missing"),
    ("\"quantity\"", "\"ENGRAVED text\"", "8:7: error: two fields become the property 'engraved_text'"),
    ("\"quantity\"", "\"—\"", "7:45: error: '—' cannot be the key"),
    ("\"quantity\"", "7", "7:45: error: 'key' is no text"),
    ("\"HIGH\"", "\"MIDDLE\"", "12:100: error: the priority is neither HIGH nor LOW"),
    ("90", "0", "13:22: error: 0 is no number of days"),
    ("90", "99999999999", "13:22: error: 99999999999 is no number of days"),
    ("\"shop_visit\"", "null", "1:1: error: 'id' is missing"),
    ("\"shop_visit\"", "\"!\"", "12:9: error: '!' cannot be the id"),
    ("\"multiple\": true", "\"multiple\": 1", "6:36: error: 'multiple' is neither true nor false"),
    ("\"PII\"", "\"SECRET\"", "8:27: error: the sensitivity is neither PII nor NON_PII"),
    ("\"Visit\"", "\"Vi\\u0007sit\"", "12:79: error: the name has control characters"),
    ("\"tags\": []", "\"tags\": [", "14:1: error: not valid JSON: a value is expected"),
  ])
  func `a mistake is told with line and column`(_ old: String, _ new: String, _ expected: String) {
    let file = Self.file(Self.visit.replacing(old, with: new))
    #expect(file.types == [])
    let first = file.diagnostics.first.map(\.description) ?? "nothing"
    #expect(first.hasPrefix("types.json:" + expected), "\(first)")
  }

  @Test(arguments: ["{}", "[1]", #"{"timelineEventTypes": 5}"#, #"{"id": "a", "fieldTypes": {}}"#, "[[]]"])
  func `what holds no event types is refused`(_ text: String) {
    #expect(Self.file(text).types == [])
    #expect(Self.file(text).diagnostics.map(\.severity) == [.error])
  }

  @Test func `two types that become one are refused`() {
    let both = #"[{"id": "a_b"}, {"id": "a-B"}]"#
    #expect(Self.file(both).diagnostics.first?.description.hasPrefix("types.json:1:24: error: two event types") == true)
  }

  @Test func `versions are counted, since BlueConic has none`() {
    var changed = Self.expected
    #expect(changed.numbered(after: nil).version == "1.0.0")
    var current = Self.expected
    current.version = "1.4.2"
    #expect(changed.numbered(after: current) == current)
    changed.properties.append(EventProperty(key: "coupon"))
    #expect(changed.numbered(after: current).version == "1.5.0")
  }

  /// The examples in BlueConic's own description of its API.
  @Test func `the documented answers are read`() throws {
    guard let folder = ProcessInfo.processInfo.environment["MILLRACE_REFERENCE"],
      let data = try? Data(contentsOf: URL(filePath: folder).appending(path: "blueconic-openapi.json"))
    else { return print("skipped: blueconic-openapi.json is not at hand (MILLRACE_REFERENCE names its folder)") }
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: Any]])
    var read = 0
    for path in ["/timelineEventTypes", "/timelineEventTypes/{timelineEventType}"] {
      for example in Self.examples(paths[path]?["get"] ?? [:]) {
        let file = Self.file(example)
        let types = try file.checkedTypes()
        #expect(file.diagnostics == [])
        #expect(types.count == 1)
        #expect(types.first?.properties.map(\.key) == ["total_value", "product", "last_modified"])
        #expect(types.first?.properties[1].properties.count == 5)
        read += 1
      }
    }
    #expect(read == 2)
    let schemas = try #require((document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]])
    let described = schemas["FieldTypeBean"]?["properties"] as? [String: Any] ?? [:]
    #expect(
      Set(described.keys).subtracting([
        "dataSensitivity", "description", "identifier", "key", "multiple", "name", "values",
      ]) == [])
  }

  /// The texts of all `value`s under `examples`.
  private static func examples(_ json: Any) -> [String] {
    if let list = json as? [Any] { return list.flatMap(examples) }
    guard let object = json as? [String: Any] else { return [] }
    if let shown = object["examples"] as? [String: [String: Any]] {
      return shown.values.compactMap { $0["value"] as? String }
    }
    return object.values.flatMap(examples)
  }
}
