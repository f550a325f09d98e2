import EventTypes
import Foundation
import Records
import Testing

/// The published schema and our reader, held against each other by xmllint, where it is installed.
@Suite struct SchemaAgreementTests {
  /// Changes of the good file that both accept.
  static let accepted: [(String, String)] = [
    ("Somebody bought", "Somebody\n  bought"),
    ("<name>Order</name>", "<name>  Order  </name>"),
    ("<name>Order</name>", "<name><![CDATA[Order]]></name>"),
    ("<name>Order</name>", "<!-- a name --><name>&#79;rder</name><?editor here?>"),
    ("required=\"true\"/>\n    <decimal", "required=\" 1 \"/>\n    <decimal"),
    ("priority=\"80\"", "priority=\" +080 \""),
    ("icon=\"cart\"", "icon=\"\""),
    (
      "icon=\"cart\"",
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:x event-type-1.xsd\""
    ),
    ("<description>Somebody bought something.</description>", ""),
    ("<description>Somebody bought something.</description>", "<description/>"),
    ("<text key=\"tag\" multiple=\"true\"/>", "<text key=\"quantity\"/>"),
    (
      "<text key=\"tag\" multiple=\"true\"/>",
      "<object key=\"o\"><object key=\"o\"><number key=\"o\"/></object></object>"
    ),
  ]

  /// What only the reader refuses: schemas of version 1.0 cannot say it, or are not asked.
  static let refusedByReader: [(String, String)] = [
    (
      "<number key=\"quantity\"/>",
      (1..<6).map { "<object key=\"o\($0)\">" }.joined() + "<text key=\"x\"/>"
        + String(repeating: "</object>", count: 5)
    ),
    ("<number key=\"quantity\"/>", (0..<260).map { "<text key=\"p\($0)\"/>" }.joined()),
    ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "<!DOCTYPE event-type>\n"),
    ("UTF-8", "ISO-8859-1"),
  ]

  /// Nil where there is no xmllint.
  private func schemaAccepts(_ files: [URL]) throws -> [Bool]? {
    guard
      let program = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first(where: FileManager.default.isExecutableFile)
    else {
      print("skipped: xmllint is not installed (Debian has it in libxml2-utils)")
      return nil
    }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = ["--noout", "--nonet", "--schema", EventTypeXMLTests.schema.path] + files.map(\.path)
    let told = Pipe()
    process.standardError = told
    try process.run()
    let text = String(decoding: try told.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return files.map { text.contains("\($0.path) validates") }
  }

  private func compare(_ texts: [String], isAccepted: (schema: Bool, reader: Bool)) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "millrace-schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var files: [URL] = []
    for (index, text) in texts.enumerated() {
      let file = folder.appending(path: "\(index).xml")
      try Data(text.utf8).write(to: file)
      files.append(file)
      let read = try EventTypeFile(contentsOf: file.path)
      #expect(read.types.isEmpty != isAccepted.reader, "\(text): \(read.diagnostics)")
    }
    for (text, accepts) in zip(texts, try schemaAccepts(files) ?? []) {
      #expect(accepts == isAccepted.schema, "\(text)")
    }
  }

  @Test func `both accept the good files`() throws {
    var random = SeededGenerator(seed: 3)
    let made = (0..<40).map { _ in EventTypeMaker.type(&random).xml }
    try compare(
      [EventTypeXMLTests.order] + made + Self.accepted.map { EventTypeXMLTests.changed($0.0, $0.1) },
      isAccepted: (true, true))
  }

  @Test func `both refuse the bad files`() throws {
    // The encoding is not the schema's affair, and xmllint reads document type declarations.
    let bad = EventTypeXMLTests.mistakes.filter { $0.1 != "ISO-8859-1" && !$0.1.contains("DOCTYPE") }
    try compare(bad.map { EventTypeXMLTests.changed($0.0, $0.1) }, isAccepted: (false, false))
  }

  @Test func `what a schema cannot say the reader refuses`() throws {
    try compare(Self.refusedByReader.map { EventTypeXMLTests.changed($0.0, $0.1) }, isAccepted: (true, false))
  }
}
