import Connections
import Foundation
import IterableSandbox
import Profiles
import Records
import Testing

/// `runs retry`: what a run rejected, and nothing else, once.
@Suite struct RetryTests {
  /// Points are added up, and an address that is none is kept or rejected.
  static func goal(link: String = "email") -> String {
    """
      - import_profiles: people
        link: [{ field: \(link), property: \(link) }]
        create_profiles: true
        mappings:
          - { field: firstName, property: first_name }
          - { field: points, property: points, strategy: sum }
    """
  }

  static func rejects(_ site: Site, _ run: Run) throws -> [Reject] {
    try site.store.read { try $0.rejects(RejectFilter(run: run.id), limit: 100) }
  }

  static func retry(_ run: Run) -> RunOptions { RunOptions(retryOf: run.id, trigger: "retry", startedBy: "ann") }

  @Test func `an import takes again what was rejected, with the connection as it is now, and nothing else`() throws {
    let site = try Site()
    try site.putUsers([
      ["email": "ann@example.com", "firstName": "Ann", "points": 1, "card": "1"],
      ["email": "ben@example.com", "firstName": "Ben", "points": 2], ["email": "cem@example.com", "points": 4],
    ])
    let first = try site.run(try site.connection(Self.goal(link: "card")))
    #expect(first.counters("people").rejected == 2 && first.counters("people").created == 1)
    #expect(try Self.rejects(site, first).allSatisfy { $0.subject != nil && $0.resolvedBy == nil })

    // Nothing has changed: rejected again, by a run of its own.
    let second = try site.run(try site.connection(Self.goal(link: "card")), Self.retry(first))
    #expect(second.counters("people").read == 2 && second.counters("people").rejected == 2)
    #expect(second.retryOf == first.id && second.trigger == "retry" && second.startedBy == "ann")
    #expect(try Self.rejects(site, first).allSatisfy { $0.resolvedBy == nil })

    let fixed = try site.connection(Self.goal())
    let third = try site.run(fixed, Self.retry(first))
    #expect(third.counters("people").read == 2 && third.counters("people").created == 2, "\(third)")
    #expect(third.state == .succeeded)
    for run in [first, second] {
      #expect(try Self.rejects(site, run).map(\.resolvedBy) == [third.id, third.id])
    }
    #expect(
      try site.documents().filter { !$0.contains("card") } == [
        #"{"email":["ben@example.com"],"first_name":["Ben"],"points":[2]}"#,
        #"{"email":["cem@example.com"],"points":[4]}"#,
      ])
    let error = #expect(throws: ConnectionsError.self) { try site.run(fixed, Self.retry(first)) }
    #expect(error?.code == .nothingToRun)
    #expect(error?.message == "run 1 has no rejected records that can be tried again")

    // The window was not moved, and a sum is not added again when it comes once more.
    let everything = try site.run(fixed, RunOptions(full: true))
    #expect(everything.counters("people").read == 3)
    #expect(try site.documents().contains(#"{"email":["ben@example.com"],"first_name":["Ben"],"points":[2]}"#))
  }

  @Test func `what a later run could use is not taken again in its older form`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "firstName": "Old"], ["email": "ben@example.com"]])
    try site.wait(seconds: 7200)
    let broken = try site.connection(Self.goal(link: "card"))
    let first = try site.run(broken)
    #expect(first.counters("people").rejected == 2)
    try site.wait(seconds: 7200)
    try site.putUsers([["email": "ann@example.com", "firstName": "New"]])
    try site.wait(seconds: 60)
    let second = try site.run(try site.connection(Self.goal()))
    #expect(second.counters("people").created == 1)
    #expect(try Self.rejects(site, first).compactMap(\.resolvedBy) == [second.id])
    let third = try site.run(try site.connection(Self.goal()), Self.retry(first))
    #expect(third.counters("people").read == 1)
    #expect(
      try site.documents() == [
        #"{"email":["ann@example.com"],"first_name":["New"]}"#, #"{"email":["ben@example.com"]}"#,
      ])
  }

  @Test
  func `records of a saved file without identifiers of Iterable's are found again too, lines that are no JSON stay`()
    throws
  {
    let site = try Site()
    let file = site.folder.appending(path: "saved.ndjson")
    try Data("\n{\"firstName\":\"Ann\",\"points\":3}\n  {\"firstName\": \n{\"card\":\"7\"}\n".utf8).write(to: file)
    let first = try site.run(try site.connection(Self.goal(link: "card")), RunOptions(file: file))
    #expect(first.counters("people").rejected == 2 && first.counters("people").created == 1)
    let second = try site.run(try site.connection(Self.goal(link: "firstName")), Self.retry(first))
    #expect(second.counters("people").read == 2, "\(second)")
    #expect(second.counters("people").created == 1 && second.counters("people").rejected == 1)
    #expect(try Self.rejects(site, first).map(\.code) == ["no_identifier", "not_json"])
    #expect(try Self.rejects(site, first).map(\.resolvedBy) == [second.id, nil])
    // Without a stamp of Iterable's a record counts once for the run that read it.
    #expect(try site.documents().contains(#"{"firstName":["Ann"],"first_name":["Ann"],"points":[3]}"#))
  }

  @Test func `an export delivers what Iterable refused, and nobody else`() throws {
    let site = try ExportTests.site([ExportTests.ann, ["ben@no-such.place", "Ben"]])
    let connection = try site.connection(ExportTests.goal)
    let first = try site.run(connection)
    #expect(first.counters("audience").rejected == 1 && first.counters("audience").updated == 1)
    let reject = try #require(try Self.rejects(site, first).first)
    #expect(reject.profile == ProfileID(rawValue: 2))
    #expect(reject.payload?.contains("Ben") == true, "\(reject)")
    try site.store.write { writer in
      let editor = DocumentEditor(properties: [Property(name: "email", type: .email, isIdentifier: true)])
      _ = try writer.withProfile(ProfileID(rawValue: 2)) { try editor.begin($0.document) }
      Array("ben@example.com".utf8).withUnsafeBytes { _ = editor.apply(0, .set, .text($0)) }
      _ = try writer.update(ProfileID(rawValue: 2), editor)
    }
    let second = try site.run(connection, Self.retry(first))
    #expect(second.counters("audience").read == 1 && second.counters("audience").updated == 1, "\(second)")
    #expect(second.counters("audience").joined == 1)
    #expect(try Self.rejects(site, first).map(\.resolvedBy) == [second.id])
    #expect(try site.user("ben@example.com") != nil)
    #expect(
      try site.store.read { try $0.dataExchange(connection: "test") }
        == [DataExchange(connection: "test", direction: .exported, profiles: 2)])
  }

  /// Dies at every transaction there is, each time behind the commit, and is continued.
  @Test func `a retry that dies at any transaction ends as an undisturbed one`() throws {
    var deaths = 0
    while true {
      let site = try Site()
      try site.putUsers((1...4).map { ["email": .string("p\($0)@example.com"), "points": .integer(Int64($0))] })
      let first = try site.run(try site.connection(Self.goal(link: "card")))
      #expect(first.counters("people").rejected == 4)
      let fixed = try site.connection(Self.goal())
      var installation = site.installation(
        store: DyingStore(site.store, afterWrites: deaths, commitsLast: true))
      installation.rowsPerTransaction = 1
      var isOver = true
      do { _ = try Runner(installation).run(fixed, Self.retry(first)) } catch is DyingStore.Died { isOver = false }
      let last = try site.store.read { try $0.runs(connection: "test", before: nil, limit: 1) }[0]
      // It may die before the retry is a run, and behind its end.
      if !isOver, last.id == first.id || last.state == .running {
        let continued = try site.run(fixed, Self.retry(first))
        #expect(continued.id == first.id + 1 && continued.counters("people").created == 4, "\(continued)")
      }
      #expect(try Self.rejects(site, first).allSatisfy { $0.resolvedBy == first.id + 1 }, "death \(deaths)")
      #expect(
        try site.documents() == (1...4).map { #"{"email":["p\#($0)@example.com"],"points":[\#($0)]}"# },
        "death \(deaths)")
      if isOver { break }
      deaths += 1
    }
    #expect(deaths >= 4)
  }

  @Test func `who is erased is erased from what is kept to be tried again`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "points": 1]])
    let first = try site.run(try site.connection(Self.goal(link: "card")))
    #expect(try site.store.read { try $0.retriable(run: first.id) } == ["people": 1])
    try site.store.write { writer in
      let editor = DocumentEditor(properties: [Property(name: "email", type: .email, isIdentifier: true)])
      editor.begin()
      Array("Ann@Example.com".utf8).withUnsafeBytes { _ = editor.apply(0, .set, .text($0)) }
      editor.finish()
      let id = try writer.insert(editor, permission: .personal)
      _ = try writer.erase(id)
    }
    #expect(try site.rejects().isEmpty)
  }
}
