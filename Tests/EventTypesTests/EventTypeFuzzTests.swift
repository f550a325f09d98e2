import EventTypes
import Fuzzing
import Records
import Testing

/// Files and events spoilt by chance: nothing crashes, and what is accepted is sound.
@Suite struct EventTypeFuzzTests {
  static let xmlPieces = [
    "<", ">", "/>", "\"", "'", "&", "&#0;", "&#x41;", "&lt;", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<!DOCTYPE a [",
    "<!ENTITY b \"&a;&a;\">", "&b;", "<text key=\"a\"/>", "<object key=\"o\">", "</object>", "key=\"a\"", "xmlns=\"\"",
    "xmlns:p=\"urn:millrace:event-type:1\"", "p:text", "true", "\u{0}", "é", "\u{FEFF}", " ", "\n",
    "999999999999999999999",
  ]
  static let jsonPieces = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "1e999", "-0", "01", "\"\\ud83d\"", "\"key\":\"a\",",
    "\"value\":", "\"TEXT\"", "{\"value\":[{}]}", "\u{0}", "é", " ", String(repeating: "[", count: 80),
  ]

  /// The text with up to six places spoilt.
  static func spoilt(_ text: String, _ pieces: [String], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1: bytes.insert(contentsOf: Array(pieces.randomElement(using: &random)!.utf8), at: at)
      case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 0...30, using: &random)))
      case 3: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &random) }
      case 4:
        let from = Int.random(in: 0...bytes.count, using: &random)
        let piece = Array(bytes[from..<min(bytes.count, from + Int.random(in: 0...60, using: &random))])
        bytes.insert(contentsOf: piece, at: at)
      default: if Int.random(in: 0..<4, using: &random) == 0 { bytes.removeSubrange(at...) }
      }
    }
    return bytes
  }

  private func readFiles(_ kind: String, _ good: String, _ pieces: [String], seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var tally = FuzzTally(kind, usual: 2_000)
    for round in 0..<tally.rounds {
      let bytes = Self.spoilt(good, pieces, &random)
      let file = EventTypeFile(bytes, file: "f")
      let hasErrors = file.diagnostics.contains { $0.severity == .error }
      #expect(!hasErrors || file.types.isEmpty)
      for type in file.types where !type.faults.isEmpty {
        Issue.record("round \(round) of seed \(seed) is accepted and \(type.faults)")
      }
      for diagnostic in file.diagnostics where diagnostic.message.unicodeScalars.contains(where: { $0.value < 0x20 }) {
        Issue.record("round \(round) of seed \(seed): \(diagnostic)")
      }
      if hasErrors { tally.refuse() } else { tally.accept() }
    }
    tally.report()
    #expect(tally.accepted > 0 && tally.refused > 0)
  }

  @Test func `XML files`() throws {
    try readFiles("event types in XML", EventTypeXMLTests.order, Self.xmlPieces, seed: 11)
  }

  @Test func `BlueConic files`() throws {
    try readFiles("event types in BlueConic's JSON", BlueConicTests.visit, Self.jsonPieces, seed: 12)
  }

  /// An accepted event is JSON to the parser for configurations, too, which shares no code with the validator.
  @Test func `events against types`() throws {
    var random = SeededGenerator(seed: 13)
    var tally = FuzzTally("timeline events", usual: 2_000)
    for round in 0..<tally.rounds {
      let type = EventTypeMaker.type(&random)
      let event = EventTypeMaker.event(of: type.properties, &random)
      let validator = EventValidator(type)
      let good = Array(event.text.utf8).withUnsafeBytes { validator.validate($0) }
      guard case .accepted = good else {
        Issue.record("round \(round): \(good)")
        continue
      }
      let bytes = Self.spoilt(event.text, Self.jsonPieces, &random)
      guard case .accepted = bytes.withUnsafeBytes({ validator.validate($0) }) else {
        tally.refuse()
        continue
      }
      tally.accept()
      do {
        let json = try bytes.withUnsafeBytes { try JSONValue(parsing: $0) }
        for property in type.properties where property.isRequired {
          #expect(json[property.key] != nil)
        }
      } catch {
        // Of an unknown member the parser refuses what is not looked at here: names that stand twice, huge numbers.
        let isKnown = "\(error)".contains("twice") || "\(error)".contains("too large")
        if !isKnown { Issue.record("round \(round): \(error): \(String(decoding: bytes, as: UTF8.self))") }
      }
    }
    tally.report()
    #expect(tally.accepted > 0 && tally.refused > 0)
  }
}
