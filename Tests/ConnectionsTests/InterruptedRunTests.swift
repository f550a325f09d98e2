import Foundation
import Profiles
import Testing

@testable import Connections

/// What a run is continued with, and what is owed behind it.
@Suite struct InterruptedRunTests {
  private static func goal(_ property: String) -> String {
    """
      - import_profiles: people
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings: [{ field: firstName, property: \(property) }]
    """
  }

  /// Runs on new sites, one transaction further each time, until a run that dies is as it is looked for.
  private func site(
    _ make: () throws -> Site, _ connection: (Site) throws -> Connection,
    where isFound: (Run, GoalCheckpoint) -> Bool
  ) throws -> Site {
    for writes in 0..<40 {
      let site = try make()
      var installation = site.installation(
        store: DyingStore(site.store, afterWrites: writes, commitsLast: true))
      installation.rowsPerTransaction = 1
      do { _ = try Runner(installation).run(connection(site)) } catch is DyingStore.Died {}
      let found = try site.store.read { reader -> Bool in
        guard let run = try reader.run(1), run.state == .running,
          let goal = try reader.goal(connection: "test", name: "people")
        else { return false }
        return isFound(run, try reader.goalCheckpoint(goal))
      }
      if found { return site }
    }
    throw ConnectionsError(.nothingToRun, "no run was interrupted like this")
  }

  private func people() throws -> Site {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "firstName": "Ann"]])
    return site
  }

  @Test func `a run is continued with the version that it began with`() throws {
    let site = try site(people, { try $0.connection(Self.goal("old_name")) }, where: { $1.work?.window != nil })
    let changed = try site.connection(Self.goal("new_name"))
    let run = try site.run(changed)
    #expect(run.id == 1 && run.version == 1)
    #expect(try site.documents() == [#"{"email":["ann@example.com"],"old_name":["Ann"]}"#])
    let next = try site.run(changed, RunOptions(full: true))
    #expect(next.id == 2 && next.version == 2)
    #expect(try site.documents()[0].contains(#""new_name":["Ann"]"#))
  }

  @Test func `a run whose version is not kept names the one that it is continued with`() throws {
    let site = try people()
    try site.store.write { writer in
      var run = try writer.startRun(connection: "test", trigger: "manual")
      run.goals = [GoalResult(goal: "people")]
      try writer.updateRun(run)
    }
    let run = try site.run(try site.connection(Self.goal("name")))
    #expect(run.id == 1 && run.version == 1)
    #expect(try site.store.read { try $0.run(1) }?.version == 1)
  }

  @Test func `a run ends where nothing is asked for any more of what it was at`() throws {
    let shop = TimelineImportTests.goal + TimelineImportTests.purchases
    let site = try site(
      {
        let site = try people()
        try site.accept(Site.order)
        try site.buy("ann@example.com", "1")
        return site
      }, { try $0.connection(shop) }, where: { $1.work?.pass != nil })
    // Without its version it goes on with what there is.
    try site.store.write { writer in
      var run = try writer.run(1)!
      run.version = nil
      try writer.updateRun(run)
    }
    let without = shop.components(separatedBy: "    timeline:")[0]
    let run = try site.run(try site.connection(without))
    #expect(run.id == 1 && run.state == .succeeded && run.goals[0].state == .succeeded, "\(run)")
    #expect(run.counters("people").created == 1)
    #expect(try site.run(try site.connection(without)).id == 2)
  }

  @Test func `what was asked for is done behind a run of which only the end is not told`() throws {
    let site = try site(
      people, { try $0.connection(Self.goal("name")) },
      where: { run, _ in run.goals.allSatisfy { $0.state != .running } })
    let connection = try site.connection(Self.goal("name"))
    let runner = Runner(site.installation())
    func isTheSame(_ options: RunOptions) throws -> Bool? {
      try runner.interruptedRun(of: connection, options)?.isTheSame
    }
    #expect(try isTheSame(RunOptions()) == true)
    #expect(try isTheSame(RunOptions(full: true)) == false)
    #expect(try isTheSame(RunOptions(allowsRemovals: true)) == false)
    #expect(try isTheSame(RunOptions(retryOf: 1)) == false)
    let last = try runner.runAsked(connection, RunOptions(full: true))
    #expect(last.id == 2 && last.counters("people").read == 1, "\(last)")
  }

  @Test func `a run that is continued may take more off lists only where it was asked to`() throws {
    let site = try site(people, { try $0.connection(Self.goal("name")) }, where: { $1.work?.window != nil })
    let connection = try site.connection(Self.goal("name"))
    let asked = try Runner(site.installation()).interruptedRun(of: connection, RunOptions(allowsRemovals: true))
    #expect(asked?.isTheSame == false)
  }
}
