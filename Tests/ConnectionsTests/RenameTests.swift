import Foundation
import Profiles
import Testing

@testable import Connections

/// Whatever goes by a name goes on under another one, and begins nowhere anew.
@Suite struct RenameTests {
  private let kept: ConnectionLibraryTests

  init() throws { kept = try ConnectionLibraryTests() }

  private var library: ConnectionLibrary { kept.library }

  private func text(_ goals: String..., more: String = "") -> String {
    let goals = goals.map { "\n  - { import_profiles: \($0), link: [{ field: email, property: email }] }" }.joined()
    return """
      connection: plain   # its name
      iterable: { base_url: "\(kept.site.address)", api_key: "${env:KEY}" }
      \(more)
      goals:\(goals)
      """
  }

  private func names(_ version: Int64, of name: String) throws -> [String] {
    let connection = try library.connection(name, version: version)
    return [connection.id] + connection.goals.map(\.name)
  }

  @Test func `an earlier version is taken up under the names of now`() throws {
    _ = try library.apply(kept.file(text("one", "two")))
    _ = try library.renameGoal("one", of: "plain", to: "uno", note: "Italian")
    _ = try library.setGoalActive("two", of: "plain", false)
    _ = try library.rename("plain", to: "fancy")
    _ = try library.renameGoal("uno", of: "fancy", to: "ein")
    _ = try library.moveGoal("two", of: "fancy", to: .first)
    #expect(try names(1, of: "fancy") == ["fancy", "ein", "two"])
    #expect(try names(2, of: "fancy") == ["fancy", "ein", "two"])

    let restored = try library.restore("fancy", 1)
    #expect(restored.version.connection == "fancy" && restored.version.number == 7)
    let now = try library.connection("fancy")
    #expect(now.goals.map(\.name) == ["ein", "two"] && now.goals.allSatisfy(\.active))
    #expect(try library.text(of: "fancy", version: nil).contains("# its name"))
    #expect(try library.text(of: "fancy", version: 1) == text("one", "two"), "a version is shown as it was")
    #expect(try kept.numbers().isEmpty, "nothing begins under the old name")
  }

  @Test func `a goal of a ruling file is found again, whatever was changed by hand before it was renamed`() throws {
    let file = try kept.file(text("one", "two"), "connections/plain.yaml")
    #expect(try library.apply(file).version.number == 1)
    _ = try kept.file(text("two", "one", more: "favorite: true"), "connections/plain.yaml")
    let renamed = try library.renameGoal("one", of: "plain", to: "uno")
    #expect(renamed.version.number == 3 && renamed.version.origin == .goal)
    #expect(try names(1, of: "plain") == ["plain", "uno", "two"])
    // Who changes a name in a file begins a goal anew.
    _ = try library.apply(kept.file(text("two", "new"), "connections/plain.yaml"))
    #expect(try names(1, of: "plain") == ["plain", "uno", "two"])
  }

  @Test func `a goal's name of now that was another goal's is told, and nothing is mixed up`() throws {
    _ = try library.apply(kept.file(text("one", "two")))
    _ = try library.deleteGoal("two", of: "plain")
    _ = try library.renameGoal("one", of: "plain", to: "two")
    let error = #expect(throws: ConnectionsError.self) { try library.restore("plain", 1) }
    #expect(error?.code == .conflict, "\(error.debugDescription)")
    #expect(error?.message.contains("goal 'one' of version 1 was renamed 'two' by version 3") == true)
    #expect(try library.connection("plain").goals.map(\.name) == ["two"])
  }

  @Test func `nothing is renamed while a run goes on`() throws {
    try kept.site.putUsers([["email": "ann@example.com"]])
    _ = try library.apply(kept.file(text("one")))
    var refusals: [ConnectionsError?] = []
    let run = try kept.site.runner().run(library.connection("plain")) { _ in
      guard refusals.isEmpty else { return }
      refusals = [
        #expect(throws: ConnectionsError.self) { try library.rename("plain", to: "fancy") },
        #expect(throws: ConnectionsError.self) { try library.renameGoal("one", of: "plain", to: "uno") },
      ]
    }
    #expect(run.state == .succeeded, "\(run)")
    #expect(refusals.map { $0?.code } == [.conflict, .conflict])
    #expect(refusals.last??.hint?.contains("millrace runs cancel 1") == true)
    #expect(try library.renameGoal("one", of: "plain", to: "uno").isNew)
    #expect(try library.rename("plain", to: "fancy").isNew)
    #expect(try kept.site.store.read { try $0.run(1) }?.goals.map(\.goal) == ["uno"])
  }

  @Test func `a connection that is renamed before its run begins does not begin anew`() throws {
    _ = try library.apply(kept.file(text("one")))
    var options = RunOptions()
    options.version = 1
    let connection = try library.connection("plain")
    _ = try library.rename("plain", to: "fancy")
    let error = #expect(throws: ConnectionsError.self) { try kept.site.runner().run(connection, options) }
    #expect(error?.code == .conflict)
  }

  @Test func `a copy does not take what is kept of an earlier goal of its name`() throws {
    _ = try library.apply(kept.file(text("one", "two")))
    try kept.site.store.write { try $0.setCheckpoint($0.ensureGoal(connection: "plain", name: "two"), "kept") }
    _ = try library.deleteGoal("two", of: "plain")
    let error = #expect(throws: ConnectionsError.self) { try library.copyGoal("one", of: "plain", as: "two") }
    #expect(error?.code == .conflict && error?.message.contains("had a goal 'two' before") == true)
    #expect(try library.copyGoal("one", of: "plain", as: "three").isNew)
  }
}

extension Site {
  fileprivate func runner() -> Runner { Runner(installation()) }
}
