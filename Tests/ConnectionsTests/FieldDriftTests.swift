import Foundation
import Profiles
import Testing

@testable import Connections

@Suite struct FieldDriftTests {
  static let goal = """
      - import_profiles: people
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings: [{ field: points, property: points }]
    """

  private func drift(_ check: Check) -> String? {
    check.steps.compactMap { step in
      if step.name == "fields", case .warning(let message, _) = step.result { message } else { nil }
    }.first
  }

  @Test func `a run remembers the fields, and says once what changed`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "points": 3]])
    let connection = try site.connection(Self.goal)
    #expect(drift(Check.of(connection, in: site.installation())) == nil, "nobody looked yet")
    #expect(try site.run(connection).message == nil)
    #expect(try site.run(connection).message == nil)
    #expect(drift(Check.of(connection, in: site.installation())) == nil)

    try site.putUsers([["email": "ann@example.com", "shoeSize": 41]])
    // Iterable's fields keep their types and stay; somebody's clean-up there is played by changing the memory.
    try site.store.write { writer in
      var fields = try #require(try writer.sourceFields(of: "test"))
      fields["points"] = "string"
      fields["ageInYears"] = "long"
      try writer.setSourceFields(of: "test", fields)
    }
    let expected =
      "Iterable's fields changed since the last run: 'points' was string and is long, which goal 'people' maps; 'ageInYears' is gone; new: shoeSize"
    #expect(drift(Check.of(connection, in: site.installation())) == expected)
    let suggestions = try MappingSuggestions.of(connection, in: site.installation())
    #expect(suggestions.fields.filter(\.isNew).map(\.name) == ["shoeSize"])
    // A dry run remembers nothing.
    #expect(try site.run(connection, RunOptions(dryRun: true)).message == nil)
    let run = try site.run(connection)
    #expect(run.message == expected)
    #expect(run.state == .succeeded)
    #expect(try site.store.read { try $0.run(run.id)?.message } == expected)
    #expect(try site.run(connection).message == nil)
    #expect(drift(Check.of(connection, in: site.installation())) == nil)
  }

  @Test func `a field that only a timeline mapping takes is told with its goal`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com"]])
    let timeline =
      Self.goal + """

            timeline: [{ type: order, id: orderNumber, date: orderedAt, properties: [{ field: town.name, property: x }] }]
        """
    let connection = try site.connection(timeline)
    let before = SourceFields(["orderNumber": "long", "orderedAt": "date", "town.name": "string", "town": "object"])
    let drift = FieldDrift(from: before, to: SourceFields(["orderedAt": "date"]), of: .users(of: connection))
    #expect(
      drift?.description
        == "Iterable's fields changed since the last run: 'orderNumber' is gone, which goal 'people' maps; 'town' is gone, which goal 'people' maps; 'town.name' is gone"
    )
  }

  @Test func `a catalog's fields are remembered too, also under the connection's next name`() throws {
    let site = try ImportGroupsTests.site(#"{"S-1":{"city":"Breda","visits":3}}"#)
    let connection = try site.connection(ImportGroupsTests.goal)
    #expect(try site.run(connection).message == nil)
    #expect(try site.run(connection).message == nil)
    try site.putItems(#"{"S-1":{"city":7,"open":true}}"#)
    let expected =
      "the fields of catalog 'stores' changed since the last run: 'city' was text and is number, which goal 'stores' maps; 'visits' is gone, which goal 'stores' maps; new: open"
    let check = Check.of(connection, in: site.installation())
    #expect(CheckTests.warnings(check)["goal stores: catalog"]?.contains("no field 'visits'") == true, "\(check)")
    let mapped = try site.connection(
      ImportGroupsTests.goal.split(separator: "\n").filter { !$0.contains("brands") && !$0.contains("visits") }
        .joined(separator: "\n"))
    let warning = CheckTests.warnings(Check.of(mapped, in: site.installation()))["goal stores: catalog"]
    #expect(warning?.contains("'city' was text and is number") == true, "\(warning ?? "")")
    let suggestions = try MappingSuggestions.of(connection, in: site.installation())
    #expect(suggestions.fields.filter(\.isNew).map(\.name) == ["open"])
    #expect(try site.run(connection).message == expected)
    #expect(try site.run(connection).message == nil)

    try site.store.write { try $0.renameConnection("test", to: "other") }
    let remembered = try site.store.read {
      (try $0.sourceFields(of: "test/stores"), try $0.sourceFields(of: "other/stores"))
    }
    #expect(remembered.0 == nil && remembered.1?["open"] == "boolean")
  }

  @Test func `what the connection's own export fills is no news`() throws {
    let site = try ExportTests.site([ExportTests.ann])
    let connection = try site.connection(ExportTests.goal)
    #expect(try site.run(connection).message == nil)
    #expect(try site.run(connection, RunOptions(full: true)).message == nil)
  }

  @Test func `a run goes on where the fields cannot be had`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "points": 3]])
    try site.fail("GET /api/users/getFields", times: 9, status: 500)
    let run = try site.run(try site.connection(Self.goal))
    #expect(run.state == .succeeded && run.message == nil)
    #expect(try site.store.read { try $0.sourceFields(of: "test") } == nil)
  }

  @Test func `what is remembered and told is bounded`() throws {
    let many = Dictionary(uniqueKeysWithValues: (0..<3000).map { ("f\($0)", "long") })
    let fields = SourceFields(many.merging([String(repeating: "x", count: 300): "long"]) { $1 })
    #expect(fields.types.count == SourceFields.most)
    let site = try Site()
    let drift = FieldDrift(from: SourceFields([:]), to: fields, of: .users(of: try site.connection(Self.goal)))
    #expect(drift?.description.hasSuffix("new: f0, f1, f10, f100, f1000 and 1995 more") == true, "\(drift!)")
  }
}
