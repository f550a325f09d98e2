import Connections
import Foundation
import IterableAPI
import Profiles
import Records
import Testing

@Suite struct PreviewTests {
  static let goal = ImportTests.goal.replacing("link:", with: "processors: [{ plugin: word }]\n    link:")

  @Test func `an import's preview shows each step, its maker, and what would change`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "firstName": "Old"]])
    _ = try site.run(try site.connection(ImportTests.goal))
    try site.putUsers([
      ["email": "ann@example.com", "firstName": "Ann"],
      ["email": "ben@example.com", "do": "twice", "score": "many"],
      ["email": "cleo@example.com", "do": "drop"],
      ["email": "dan@example.com", "do": "reject"],
    ])
    let before = try site.documents()
    let connection = try site.connection(Self.goal.replacing("field: points", with: "field: score"))
    let preview = try Preview.of(connection, in: site.installation())
    #expect(preview.steps == ["as read", "word 1.0.0"])
    #expect(preview.rows.count == 5)
    func row(_ email: String) throws -> Preview.Row {
      try #require(
        preview.rows.first { row in
          !row.isDerived && row.stages[0].fields.contains { $0.name == "email" && $0.value.string == email }
        })
    }
    let ann = try row("ann@example.com")
    let fields = try #require(ann.stages.last?.fields)
    #expect(fields.first { $0.name == "greeting" }?.madeBy == 1)
    #expect(fields.first { $0.name == "firstName" }?.madeBy == 0)
    guard case .updated(_, let changes) = ann.outcome else {
      Issue.record("\(ann.outcome)")
      return
    }
    #expect(changes.map(\.name) == ["first_name"])
    #expect(changes[0].old == ["Old"])
    #expect(changes[0].new == ["Ann"])
    guard case .created(let created) = try row("ben@example.com").outcome else {
      Issue.record("\(try row("ben@example.com").outcome)")
      return
    }
    #expect(created.first { $0.name == "points" }?.refusal == "not a number")
    #expect(created.contains { $0.name == "email" && $0.new == ["ben@example.com"] })
    guard case .filtered = try row("cleo@example.com").outcome,
      case .rejected(1, _, "do", _) = try row("dan@example.com").outcome
    else {
      Issue.record("\(preview.rows)")
      return
    }
    #expect(preview.rows.count { $0.isDerived } == 1)

    #expect(try site.documents() == before)
    #expect(try site.store.read { try $0.runs(connection: nil, before: nil, limit: 9).count } == 1)
    let left = try FileManager.default.contentsOfDirectory(atPath: site.installation().spoolFolder.path())
    #expect(left.isEmpty, "\(left)")
  }

  @Test func `a preview has no more rows than asked for`() throws {
    let site = try Site(subscribers: 100)
    let preview = try Preview.of(try site.connection(ImportTests.goal), rows: 3, in: site.installation())
    #expect(preview.rows.count == 3)
  }

  @Test func `an export's preview shows the request and the lists`() throws {
    let site = try ExportTests.site([ExportTests.ann, ["cleo@example.com"]])
    let connection = try site.connection(ExportTests.goal)
    let preview = try Preview.of(connection, in: site.installation())
    #expect(preview.rows.count == 2)
    let sent = preview.rows.compactMap { row -> (String, [String])? in
      if case .sent(let json?, let joins, _) = row.outcome { (json, joins) } else { nil }
    }
    #expect(sent.count == 1)
    #expect(sent[0].0.hasPrefix(#"{"email":"ann@example.com","dataFields":{"fullName":"Ann","#), "\(sent)")
    #expect(sent[0].1 == ["Test group"])
    #expect(try site.user("ann@example.com") == nil)
    _ = try site.run(connection)
    let again = try Preview.of(connection, in: site.installation())
    #expect(again.rows.contains { if case .alreadySent = $0.outcome { true } else { false } })
  }
}
