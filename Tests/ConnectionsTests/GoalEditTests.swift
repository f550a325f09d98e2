import Foundation
import Profiles
import Testing

@testable import Connections

/// Changes to a connection's text by commands, and what follows them in the store.
@Suite struct GoalEditTests {
  private let library: ConnectionLibraryTests

  init() throws { library = try ConnectionLibraryTests() }

  private static let text = """
    # The head.
    connection: plain   # its name
    iterable: { api_key: "${env:KEY}" }
    goals:
      # About the first.
      - import_profiles: one   # 1
        link: [{ field: email, property: email }]
        mappings:
          - { field: a, property: a }
          # - { field: b, property: b }

      # About the second.
      - { import_profiles: two, link: [{ field: email, property: email }] }   # 2
      - import_profiles: three
        active: yes            # for now
        link: [{ field: email, property: email }]
    # The end.
    """

  private func edited(_ text: String = text, _ change: (inout ConnectionEditor) throws -> Void) throws -> String {
    var editor = ConnectionEditor(ConnectionFile(parsing: text, name: "c.yaml"))
    try change(&editor)
    _ = try editor.file.checkedConnection()
    return editor.text
  }

  private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  @Test func `only what is said changes`() throws {
    let text = Self.text
    #expect(
      try edited { try $0.setGoal("one", "active", to: "false") }
        == text.replacing("one   # 1\n", with: "one   # 1\n    active: false\n"))
    #expect(
      try edited { try $0.setGoal("two", "active", to: "false") } == text.replacing("two,", with: "two, active: false,")
    )
    #expect(try edited { try $0.setGoal("three", "active", to: "false") } == text.replacing("yes ", with: "false "))
    #expect(try edited { try $0.renameGoal("two", to: "2 b: c") } == text.replacing("two", with: "\"2 b: c\""))
    #expect(
      try edited { try $0.set("enabled", to: "false", behind: ["name", "connection"]) }
        == text.replacing("# its name\n", with: "# its name\nenabled: false\n"))
  }

  @Test func `goals are deleted, copied and moved with their comments`() throws {
    func goals(_ text: String) -> [String] {
      ConnectionFile(parsing: text, name: "c").connection?.goals.map(\.name) ?? []
    }
    let deleted = try edited { try $0.deleteGoal("two") }
    #expect(goals(deleted) == ["one", "three"])
    #expect(!deleted.contains("About the second") && deleted.contains("# - { field: b") && deleted.contains("The end"))
    let copied = try edited { try $0.copyGoal("one", as: "uno") }
    #expect(goals(copied) == ["one", "uno", "two", "three"])
    #expect(copied.components(separatedBy: "# - { field: b").count == 3)
    for (place, order) in [
      (GoalPlace.first, ["three", "one", "two"]), (.before("two"), ["one", "three", "two"]),
      (.behind("one"), ["one", "three", "two"]), (.last, ["one", "two", "three"]),
    ] {
      #expect(try goals(edited { try $0.moveGoal("three", to: place) }) == order, "\(place)")
    }
    let moved = try lines(edited { try $0.moveGoal("two", to: .last) })
    #expect(moved.firstIndex(of: "  # About the second.")! > moved.firstIndex { $0.contains("three") }!)
    var all = Self.text
    for name in ["one", "two", "three"] { all = try edited(all) { try $0.deleteGoal(name) } }
    #expect(goals(all) == [])
    #expect(try goals(edited(all) { try $0.addGoal("import_profiles: n\nlink: [{ field: a, property: a }]") }) == ["n"])
  }

  @Test func `a goal is added whatever the list looks like`() throws {
    let goal = "# New.\nimport_profiles: new   # here\nlink:\n  - { field: email, property: email }\n"
    for goals in [
      "", "goals:", "goals: []", "goals: []   # none",
      "goals: [{ import_profiles: a, link: [{ field: a, property: a }] }]",
    ] {
      let text = "connection: c\niterable: { api_key: \"${env:KEY}\" }\n\(goals)\n"
      let added = try edited(text) { try $0.addGoal(goal) }
      #expect(
        added.contains("# New.") && added.contains("# here") && added.contains("import_profiles: new"), "\(added)")
      #expect(added.contains("# none") == goals.contains("# none"))
    }
    for wrong in ["", "nothing", "- import_profiles: x", "import_profiles: one\nlink: []"] {
      #expect(throws: ConnectionsError.self, "\(wrong)") { try edited { try $0.addGoal(wrong) } }
    }
  }

  @Test func `a goal's name takes what is kept of it along, in the store and in a ruling file`() throws {
    let store = library.site.store
    let ruling = try library.file(Self.text, "connections/plain.yaml")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: ruling.source.file!.path)
    try store.write { try $0.setCheckpoint($0.ensureGoal(connection: "plain", name: "one"), "kept") }
    let kept = try library.library.renameGoal("one", of: "plain", to: "uno")
    #expect(kept.version.origin == .goal && kept.version.note == "goal one renamed uno")
    let text = try String(contentsOf: ruling.source.file!, encoding: .utf8)
    #expect(text == Self.text.replacing("profiles: one", with: "profiles: uno") && text == kept.version.text)
    let mode = try FileManager.default.attributesOfItem(atPath: ruling.source.file!.path)[.posixPermissions] as? Int
    #expect(mode == 0o640)
    func checkpoint(_ goal: String) throws -> String? {
      try store.read { reader in try reader.goal(connection: "plain", name: goal).flatMap(reader.checkpoint) }
    }
    #expect(try checkpoint("uno") == "kept" && checkpoint("one") == nil)

    // The file was renamed, and the store was not: what a crash may leave.
    try store.write { try $0.renameGoal("uno", of: "plain", to: "one") }
    _ = try library.library.renameGoal("one", of: "plain", to: "uno")
    #expect(try checkpoint("uno") == "kept")
    #expect(throws: ConnectionsError.self) { try library.library.renameGoal("uno", of: "plain", to: "two") }

    let renamed = try library.library.rename("plain", to: "fancy")
    #expect(renamed.version.connection == "fancy" && renamed.version.number == 3)
    #expect(
      try store.read { reader in try reader.goal(connection: "fancy", name: "uno").flatMap(reader.checkpoint) }
        == "kept")
    #expect(try library.library.connection("fancy").goals.map(\.name) == ["uno", "two", "three"])
  }

  @Test func `a version is restored, and one that this program does not understand is told`() throws {
    _ = try library.library.apply(library.file(ConnectionLibraryTests.text()))
    _ = try library.library.setEnabled("plain", false)
    #expect(try library.library.connection("plain").enabled == false)
    #expect(try library.library.difference(of: "plain", from: 1, to: 2).changes.map(\.name) == ["enabled"])
    let restored = try library.library.restore("plain", 1)
    #expect(restored.version.number == 3 && restored.version.note == "version 1")
    #expect(try library.library.connection("plain", version: 2).enabled == false)
    try library.site.store.write { writer in
      _ = try writer.addVersion(
        ConnectionVersion(
          connection: "plain", text: "connection: plain\nold: 1\n", folder: "/", origin: .apply, actor: "x"))
    }
    let error = #expect(throws: ConnectionsError.self) { try library.library.connection("plain") }
    #expect(error?.message.contains("version 4") == true && error?.hint?.contains("millrace export plain") == true)
    #expect(error?.diagnostics.contains { $0.file == "plain@4" && $0.position.line == 2 } == true)
    #expect(try library.library.plan(library.file(ConnectionLibraryTests.text())).base == .unreadable(4))
    #expect(try library.library.apply(library.file(ConnectionLibraryTests.text())).version.number == 5)
    #expect(throws: ConnectionsError.self) { try library.library.restore("plain", 9) }
  }
}
