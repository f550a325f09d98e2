import Connections
import Foundation
import Profiles
import TestSupport
import Testing

/// What goes out comes back: an export moves the very stamps that an import goes by.
@Suite struct TwoWayTortureTests {
  /// Both goals; `strategy` is that of the points.
  static func parts(_ strategy: String) -> (options: String, goals: String) {
    (
      "download: direct",
      Workshop.importing("direct").goals.replacing("strategy: sum", with: "strategy: \(strategy)") + """

          - export_profiles: audience
            segment: all
            lists: [{ list: Test group, clean_up: true }]
            link: [{ property: email, field: email }]
            mappings: [{ from: { property: first_name }, field: storeName }]
        """
    )
  }

  /// The second run has nothing to do. Where a project has a person twice, the one of the two whom the first export
  /// changed is read last then, and stands. With `sum` the second run adds once more, as the export changed the users,
  /// which is said where `sum` is described. From then on nothing moves.
  @Test(arguments: [("set", true, 2), ("set", false, 3), ("sum", true, 3), ("sum", false, 3)])
  func `ten times there and back change nothing`(strategy: String, clean: Bool, still: Int) throws {
    var tally = TortureTally("import and export in turn, \(strategy), \(clean ? "clean" : "dirty")")
    let workshop = Workshop(place: try Place(subscribers: 200, clean: clean))
    try workshop.prepare()
    let connection = try workshop.connection(Self.parts(strategy), at: workshop.place.address)
    var content: [String] = []
    for round in 1...(TortureTally.isLong ? 30 : 10) {
      let run = try workshop.run(connection)
      try #require(run.state != .failed, "\(run)")
      let now = StoreContent.withoutShares(try workshop.end()).filter { !$0.hasPrefix("row_version") }
      if round >= still {
        let counters = run.goals.map(\.counters).reduce(Counters(), +)
        let moved = counters.created + counters.updated + counters.joined + counters.left
        let isStill = moved == 0 && counters.unchanged > 300 && now == content
        tally.count(wrong: isStill ? 0 : 1)
        #expect(isStill, "run \(round): \(counters)")
      }
      content = now
    }
    tally.report()
  }
}
