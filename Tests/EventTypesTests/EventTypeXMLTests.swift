import EventTypes
import Foundation
import Records
import Testing

@Suite struct EventTypeXMLTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
  static let schema = root.appending(path: "SDK/schemas/event-type-1.xsd")

  static let order = """
    <?xml version="1.0" encoding="UTF-8"?>
    <event-type xmlns="urn:millrace:event-type:1" id="order" version="1.2.0" icon="cart" priority="80" retention-days="730">
      <name>Order</name>
      <description>Somebody bought something.</description>
      <properties>
        <text key="order_id" name="Order ID" required="true"/>
        <decimal key="total_revenue" name="Total revenue"/>
        <number key="quantity"/>
        <date-time key="ordered_at"/>
        <text key="coupon" multiple="true"/>
        <text key="email" sensitive="1"/>
        <object key="product" name="Product" multiple="true">
          <text key="sku" name="SKU" required="true"/>
          <decimal key="price"/>
          <text key="tag" multiple="true"/>
        </object>
      </properties>
    </event-type>

    """

  static func file(_ text: String) -> EventTypeFile { EventTypeFile(Array(text.utf8), file: "order.xml") }

  /// The file in which `old`, which stands there once, is `new`.
  static func changed(_ old: String, _ new: String) -> String {
    let parts = order.components(separatedBy: old)
    precondition(parts.count == 2, "'\(old)' stands \(parts.count - 1) times")
    return parts.joined(separator: new)
  }

  @Test func `a file is read as the type that it says`() throws {
    let file = Self.file(Self.order)
    #expect(file.format == .xml)
    #expect(try file.checkedTypes() == [EventTypeTests.order])
    #expect(file.diagnostics == [])
  }

  @Test func `what is written is read as the same`() throws {
    #expect(EventTypeTests.order.xml == Self.order.replacing("sensitive=\"1\"", with: "sensitive=\"true\""))
    var random = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      let type = EventTypeMaker.type(&random)
      #expect(try Self.file(type.xml).checkedTypes() == [type])
    }
  }

  /// A change of the good file, and the first thing that is said about it.
  static let mistakes: [(String, String, String)] = [
    ("id=\"order\"", "id=\"Order\"", "2:47: error: 'Order' cannot be the id of an event type\n  hint: use lower-case"),
    (" id=\"order\"", "", "2:1: error: attribute 'id' of 'event-type' is missing\n  hint: add id=\"…\""),
    ("1.2.0", "1.2", "2:58: error: '1.2' is no version\n  hint: write three numbers"),
    ("priority=\"80\"", "priority=\"high\"", "2:86: error: 'high' is no whole number"),
    ("priority=\"80\"", "priority=\"101\"", "2:86: error: 101 is no priority"),
    (
      "priority=\"80\"", "priorty=\"80\"",
      "2:86: error: attribute 'priorty' does not belong to 'event-type'\n  hint: did you mean 'priority'?"
    ),
    ("730", "0", "2:100: error: 0 is no number of days"),
    ("<name>Order</name>", "", "2:1: error: the name is missing"),
    ("<name>Order</name>", "<name> \n </name>", "3:3: error: the name is empty"),
    ("<name>Order</name>", "<name>Order</name><name>Twice</name>", "3:21: error: element 'name' stands twice"),
    ("<name>Order</name>", "<name><b>Order</b></name>", "3:9: error: element 'b' does not belong in 'name'"),
    (
      "<number key", "<nummer key",
      "8:5: error: element 'nummer' does not belong in 'properties'\n  hint: did you mean 'number'?"
    ),
    ("\"quantity\"", "\"total_revenue\"", "8:13: error: the key 'total_revenue' stands twice"),
    ("\"quantity\"", "\"Quantity\"", "8:13: error: 'Quantity' cannot be the key of a property"),
    ("<number key=\"quantity\"/>", "<number/>", "8:5: error: attribute 'key' of 'number' is missing"),
    ("<number key=\"quantity\"/>", "<number key=\"quantity\">3</number>", "8:28: error: text stands in 'number'"),
    (
      "<number key=\"quantity\"/>", "<number key=\"q\"><text key=\"a\"/></number>",
      "8:21: error: element 'text' does not belong in 'number'"
    ),
    (
      "required=\"true\"/>\n    <decimal", "required=\"yes\"/>\n    <decimal",
      "6:42: error: 'yes' is neither true nor false"
    ),
    ("    <text key=\"order_id\"", "    é <text key=\"order_id\"", "6:1: error: text stands in 'properties'"),
    (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"b\">]>",
      "2:13: error: a document type declaration is not read"
    ),
    ("UTF-8", "ISO-8859-1", "1:1: error: its encoding is not UTF-8"),
    ("Somebody", "&somebody;", "4:16: error: there are no entities but"),
    ("</properties>", "", "18:3: error: not well-formed XML: mismatched tag"),
    ("</event-type>", "", "19:1: error: not well-formed XML: no element found"),
    (
      " xmlns=\"urn:millrace:event-type:1\"", "",
      "2:1: error: element 'event-type' has no namespace\n  hint: write xmlns="
    ),
    (
      "urn:millrace:event-type:1", "urn:millrace:event-type:2",
      "2:1: error: element 'event-type' is of another namespace"
    ),
    (
      "<event-type ", "<event_type ",
      "2:1: error: element 'event_type' does not belong at the beginning\n  hint: did you mean 'event-type'?"
    ),
    ("<name>Order</name>", "<name>Or&#x9B;der</name>", "3:3: error: the name has control characters"),
    ("<name>Order</name>", "<name>\(String(repeating: "é", count: 201))</name>", "3:3: error: the name is too long"),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake is told with line, column and remedy`(_ index: Int) {
    let (old, new, expected) = Self.mistakes[index]
    // The closing tag of the root goes with its opening one.
    var text = Self.changed(old, new)
    if new == "<event_type " { text = text.replacing("</event-type>", with: "</event_type>") }
    let file = Self.file(text)
    #expect(file.types == [])
    let first = file.diagnostics.first.map(\.description) ?? "nothing"
    #expect(first.hasPrefix("order.xml:" + expected), "\(first)")
    let error = #expect(throws: EventTypesError.self) { try file.checkedTypes() }
    #expect(error?.code == .invalidFile)
  }

  @Test func `all mistakes are told at once, in their order`() {
    let text = Self.changed("<number key=\"quantity\"/>", "<numbr key=\"quantity\"/>")
      .replacing("1.2.0", with: "one").replacing("sensitive", with: "secret")
    #expect(Self.file(text).diagnostics.map(\.position.line) == [2, 8, 11])
  }

  @Test func `depth, number and size are limited`() {
    func nested(_ levels: Int) -> String {
      let open = (1..<levels).map { "<object key=\"o\($0)\">" }.joined()
      return open + "<text key=\"leaf\"/>" + String(repeating: "</object>", count: levels - 1)
    }
    func first(_ properties: String) -> String? {
      Self.file(Self.changed("<number key=\"quantity\"/>", properties)).diagnostics.first?.message
    }
    #expect(first(nested(5)) == nil)
    #expect(first(nested(6))?.contains("more than 5 levels") == true)
    #expect(first(nested(5_000))?.contains("more than 5 levels") == true)
    let many = (0..<260).map { "<text key=\"p\($0)\"/>" }.joined()
    #expect(first(many)?.contains("more than 256 properties") == true)
    #expect(first("<!--\(String(repeating: "x", count: 1 << 20))-->")?.contains("larger than 1 MB") == true)
    let endless = String(repeating: "<x/>", count: 1000)
    #expect(Self.file(Self.changed("<number key=\"quantity\"/>", endless)).diagnostics.count == 20)
  }

  @Test func `what cannot be read is said`() throws {
    let error = #expect(throws: EventTypesError.self) { try EventTypeFile(contentsOf: "/nowhere/at-all.xml") }
    #expect(error?.message == "cannot read /nowhere/at-all.xml")
    for text in ["", "order", "\u{FEFF}  key: value"] {
      #expect(Self.file(text).diagnostics.first?.message == "it is neither XML nor JSON")
    }
    #expect(try Self.file("\u{FEFF}" + Self.order).checkedTypes() == [EventTypeTests.order])
  }
}
