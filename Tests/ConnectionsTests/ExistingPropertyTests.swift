import Connections
import Foundation
import Profiles
import Testing

@Suite struct ExistingPropertyTests {
  static let goals = """
      - import_profiles: people
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings:
          - { field: email, property: email, strategy: set_if_empty }
          - { field: firstName, property: name }
          - { field: points, property: points }
          - { field: newField, property: new }
    """

  private func found(_ site: Site, _ goals: String = goals) throws -> [String] {
    let text = """
      connection: test
      iterable: { base_url: "\(site.address)", api_key: "${env:KEY}" }
      goals:
      \(goals)
      """
    let file = ConnectionFile(parsing: text, name: "test.yaml")
    return try site.store.read { try file.existingProperties($0).map(\.description) }
  }

  private func warnings(_ site: Site, _ goals: String = goals) throws -> [String] {
    Check.of(try site.connection(goals), in: site.installation()).steps.compactMap { step in
      if step.name.hasSuffix(": properties"), case .warning(let message, _) = step.result { message } else { nil }
    }
  }

  @Test func `it is told at its place until the goal's first run`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "firstName": "Ann", "points": 3]])
    try site.store.write { writer in
      for name in ["points", "name"] { try writer.putProperty(Property(name: name)) }
    }
    #expect(try found(site) == [], "defined, and nothing in it")
    try site.store.write { writer in
      let editor = DocumentEditor(properties: [Property(name: "points"), Property(name: "email", type: .email)])
      editor.begin()
      var text = "7"
      _ = text.withUTF8 { editor.apply(0, .set, .text(UnsafeRawBufferPointer($0))) }
      _ = try writer.insert(editor, permission: .personal)
    }
    let expected = """
      test.yaml:10:36: warning: existing property 'points': it has values that no run of this connection brought
        hint: what is there will be changed; set 'prefix', or name another property, if that is not meant
      """
    let told = try found(site)
    #expect(told == [expected])
    #expect(try warnings(site) == ["existing property: 'points' (line 11)"])
    // With a prefix it is another property.
    #expect(try found(site, Self.goals.replacing("create_profiles", with: "prefix: it_\n    create_profiles")) == [])
    _ = try site.run(try site.connection(Self.goals), RunOptions(dryRun: true))
    #expect(try found(site).count == 1)
    _ = try site.run(try site.connection(Self.goals))
    #expect(try found(site) == [])
    #expect(try warnings(site) == [])
    // A mapping that was added since is told again.
    #expect(
      try found(site, Self.goals + "\n      - { field: x, property: consented_objectives }").isEmpty, "nobody has any")
  }

  @Test func `it is told of groups, too`() throws {
    let site = try ImportGroupsTests.site(#"{"S-1":{"city":"Breda"}}"#)
    _ = try site.run(try site.connection(ImportGroupsTests.goal))
    #expect(try found(site, ImportGroupsTests.goal) == [])
    let other = ImportGroupsTests.goal.replacing("import_groups: stores", with: "import_groups: others")
    #expect(try found(site, other).first?.contains("existing property 'city'") == true)
  }
}
