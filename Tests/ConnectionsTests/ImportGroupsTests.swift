import Connections
import Foundation
import Profiles
import Records
import Testing

@Suite struct ImportGroupsTests {
  static let goal = """
      - import_groups: stores
        catalog: stores
        group_type: store
        mappings:
          - { field: city, property: city }
          - { field: visits, property: visits, strategy: sum }
          - { field: brands, property: brands, strategy: add }
    """

  static func site(_ items: String) throws -> Site {
    let site = try Site()
    try site.store.write {
      try $0.putGroupType(GroupType(id: "store", name: "Store", joinedBy: ["favourite_store"]))
    }
    try site.putItems(items)
    return site
  }

  /// Every group's id and document, in the order of their ids.
  static func groups(_ site: Site) throws -> [String] {
    try site.store.read { reader in
      var found: [String] = []
      _ = try reader.groups("store", after: "", limit: .max) {
        found.append("\($0.idText) " + String(decoding: $0.document, as: UTF8.self))
      }
      return found
    }
  }

  @Test func `items become groups, and are found again`() throws {
    let site = try Self.site(
      #"{"S-1":{"city":"Breda","visits":3,"brands":["a","b"]},"S-2":{"city":"Delft","open":true}}"#)
    let connection = try site.connection(Self.goal)
    let run = try site.run(connection)
    #expect(run.state == .succeeded, "\(run)")
    #expect(run.counters("stores").read == 2)
    #expect(run.counters("stores").created == 2)
    #expect(
      try Self.groups(site) == [
        #"S-1 {"city":["Breda"],"visits":[3],"brands":["a","b"]}"#, #"S-2 {"city":["Delft"]}"#,
      ])
    let types = try site.store.read { try $0.groupTypes() }
    #expect(types[0].properties.map(\.name) == ["visits", "city", "brands"])
    #expect(types[0].properties.map(\.type) == [.number, .text, .text])

    // A catalog is always read whole; what an item had to add up was added.
    let again = try site.run(connection, RunOptions(full: true)).counters("stores")
    #expect(again.unchanged == 2 && again.updated == 0 && again.created == 0, "\(again)")

    // A new version of an item is.
    try site.wait(seconds: 60)
    try site.putItems(#"{"S-1":{"city":"Bergen","visits":4,"brands":["c"]},"S-3":{"visits":"many"}}"#)
    let third = try site.run(connection).counters("stores")
    #expect(third.updated == 1 && third.unchanged == 1 && third.created == 1 && third.valuesRefused == 1, "\(third)")
    #expect(
      try Self.groups(site) == [
        #"S-1 {"city":["Bergen"],"visits":[7],"brands":["a","b","c"]}"#, #"S-2 {"city":["Delft"]}"#, "S-3 {}",
      ])
  }

  @Test func `processors stand in between, and what is no group is a reject`() throws {
    let site = try Self.site(
      #"""
      {"S-1":{"code":"A","city":"Breda"},"S-2":{"city":"Delft"},"S-3":{"code":"C","do":"drop"},
       "S-4":{"code":"D","do":"reject"},"S-5":{"code":["x"]},"S-6":{"code":77}}
      """#)
    let connection = try site.connection(
      Self.goal.replacing("group_type: store", with: "group_type: store\n    id: code\n    prefix: at_")
        .replacing("mappings:", with: "processors: [{ plugin: word }]\n    mappings:")
        + "\n      - { field: greeting, property: greeting }")
    let run = try site.run(connection)
    #expect(run.state == .partial)
    let counters = run.counters("stores")
    #expect(counters.read == 6 && counters.filtered == 1 && counters.rejected == 3 && counters.created == 2)
    #expect(
      try Self.groups(site) == [
        #"77 {"at_greeting":["hello"]}"#, #"A {"at_city":["Breda"],"at_greeting":["hello"]}"#,
      ])
    let rejects = try site.rejects()
    #expect(Set(rejects.map(\.code)) == ["no_identifier", "word:7"], "\(rejects)")
    #expect(rejects.first { $0.step == 1 }?.identifier == "D")
  }

  @Test func `a saved file is read instead of the catalog`() throws {
    let site = try Self.site("{}")
    let file = site.folder.appending(path: "stores.ndjson")
    try Data(#"{"itemId":"S-9","city":"Breda","visits":2}"#.utf8).write(to: file)
    let connection = try site.connection(Self.goal)
    for _ in 1...2 { #expect(try site.run(connection, RunOptions(file: file)).state == .succeeded) }
    // The items have no version, so each run counts as one.
    #expect(try Self.groups(site) == [#"S-9 {"city":["Breda"],"visits":[4]}"#])
  }

  @Test func `a goal that creates none leaves out what is not there`() throws {
    let site = try Self.site(#"{"S-1":{"city":"Breda"}}"#)
    let connection = try site.connection(
      Self.goal.replacing("mappings:", with: "create_groups: false\n    mappings:"))
    let run = try site.run(connection)
    #expect(run.counters("stores").passedOver == 1 && run.counters("stores").skipped == 0)
    #expect(try Self.groups(site) == [])
  }

  @Test func `groups come before the profiles that join them, whatever the file's order`() throws {
    let site = try Self.site(#"{"S-1":{"city":"Breda"}}"#)
    try site.putUsers([
      ["email": "ann@example.com", "store": "S-1"], ["email": "ben@example.com", "store": "S-2"],
    ])
    let profiles = ImportTests.goal + "\n      - { field: store, property: favourite_store }"
    let connection = try site.connection(ExportTests.goal + "\n" + profiles + "\n" + Self.goal)
    #expect(connection.goalsInRunningOrder.map(\.name) == ["stores", "people", "audience"])
    let run = try site.run(connection)
    #expect(run.goals.prefix(2).map(\.goal) == ["stores", "people"])
    let condition = try Condition(
      JSONValue(parsing: #"{"group":"store","where":{"property":"city","is":"Breda"}}"#))
    try site.store.write { try $0.putSegment(Segment(id: "breda", name: "Breda", condition: condition)) }
    #expect(try site.store.read { try $0.count(matching: $0.predicate(segment: "breda")) } == 1)
  }

  @Test(arguments: [
    ("catalog: stores", "catalog: store", "there is no catalog 'store'", "'stores'"),
    ("group_type: store", "group_type: stoer", "there is no group type 'stoer'", "'store'"),
  ])
  func `an unknown catalog or group type is told with what is near`(
    right: String, wrong: String, message: String, near: String
  ) throws {
    let site = try Self.site(#"{"S-1":{"city":"Breda"}}"#)
    let connection = try site.connection(Self.goal.replacing(right, with: wrong))
    let run = try site.run(connection)
    #expect(run.state == .failed)
    #expect(run.goals[0].message?.contains(message) == true && run.goals[0].message?.contains(near) == true, "\(run)")
    let check = CheckTests.failures(Check.of(connection, in: site.installation()))
    #expect(check.count == 1 && check[0].contains(message) && check[0].contains(near), "\(check)")
    let error = #expect(throws: ConnectionsError.self) { try Preview.of(connection, in: site.installation()) }
    #expect(error?.message.contains(message) == true)
  }

  @Test func `check names the catalog, its fields and the type`() throws {
    let site = try Self.site(#"{"S-1":{"city":"Breda","visits":1}}"#)
    var steps: [String] = []
    let check = Check.of(try site.connection(Self.goal), in: site.installation()) { steps.append("\($0)") }
    #expect(check.isOK)
    #expect(check.steps.map(\.name) == ["key", "goal stores: catalog", "goal stores: group type"])
    #expect(steps.contains { $0.contains("no field \\'brands\\'") }, "\(steps)")
    #expect(steps.contains { $0.contains("joined by favourite_store; new properties: visits") }, "\(steps)")
  }

  @Test func `a preview and a dry run write nothing`() throws {
    let site = try Self.site(#"{"S-1":{"city":"Breda"},"S-2":{"city":"Delft","visits":"x"}}"#)
    let connection = try site.connection(Self.goal)
    _ = try site.run(connection)
    let before = try Self.groups(site)
    try site.putItems(#"{"S-1":{"city":"Bergen"},"S-3":{"visits":"x"}}"#)
    let preview = try Preview.of(connection, in: site.installation())
    let outcomes = preview.rows.map { row in
      if case .group(let id, let isNew, let changes) = row.outcome {
        "\(id) \(isNew) \(changes.map { "\($0.name): \($0.old) \($0.new) \($0.refusal ?? "")" })"
      } else {
        "\(row.outcome)"
      }
    }
    #expect(
      outcomes == [
        #"S-1 false ["city: [\"Breda\"] [\"Bergen\"] "]"#, #"S-2 false ["visits: [] [] not a number"]"#,
        #"S-3 true ["visits: [] [] not a number"]"#,
      ])
    #expect(try Preview.of(connection, rows: 1, in: site.installation()).rows.count == 1)
    let dry = try site.run(connection, RunOptions(dryRun: true))
    #expect(dry.counters("stores").updated == 1 && dry.counters("stores").created == 1)
    #expect(try Self.groups(site) == before)
  }

  /// Two batches, so that an import has a middle; a number that every item adds up.
  static func items(_ count: Int) -> String {
    "{" + (1...count).map { #""S-\#($0)":{"city":"C\#($0)","visits":1,"brands":["a"]}"# }.joined(separator: ",") + "}"
  }

  @Test(arguments: [("[]", false), ("[{ plugin: every-other }]", true)])
  func `an import of groups that dies at any transaction ends as an undisturbed one`(
    processors: String, commitsLast: Bool
  ) throws {
    let goal = Self.goal.replacing("mappings:", with: "processors: \(processors)\n    mappings:")
    let calm = try Self.site("{}")
    func fill(_ site: Site) throws {
      try site.putItems(Self.items(1000))
      try site.putItems(Self.items(1050).replacing(#/.*"S-1000":[^}]*},/#, with: "{"))
    }
    try fill(calm)
    let expected = try calm.run(try calm.connection(goal)).counters("stores")
    #expect(expected.created == (processors == "[]" ? 1050 : 525))

    var deaths = 0
    while true {
      let site = try Self.site("{}")
      try fill(site)
      let connection = try site.connection(goal)
      let dying = DyingStore(site.store, afterWrites: deaths, commitsLast: commitsLast)
      var installation = site.installation(store: dying)
      installation.rowsPerTransaction = 1
      do {
        _ = try Runner(installation).run(connection)
        break
      } catch is DyingStore.Died {}
      deaths += 1
      let last = try site.store.read { try $0.runs(connection: "test", before: nil, limit: 1).first }
      let run = try last.flatMap { $0.state == .running ? nil : $0 } ?? site.run(connection)
      #expect(run.id == 1, "the run is continued, not begun anew")
      #expect(run.counters("stores") == expected, "died at transaction \(deaths)")
      #expect(try Self.groups(site) == Self.groups(calm))
    }
    #expect(deaths > 4)
  }
}
