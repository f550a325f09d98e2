import Connections
import Foundation
import Profiles
import TestSupport
import Testing

/// Rows that make Iterable refuse a whole request, among a thousand that it would take.
@Suite struct PoisonTortureTests {
  static let export = """
      - export_profiles: audience
        segment: all
        link: [{ property: email, field: email }]
        mappings: [{ from: { property: first_name }, field: dateOfBirth }]
    """

  static let places: [[Int]] = {
    let alone = TortureTally.share(of: [0, 9, 10, 11, 499, 500, 731, 998, 999], atMost: 4).map { [$0] }
    let ten = [
      Array(100..<110), (0..<10).map { $0 * 100 + 37 }, (0..<10).map { $0 * 111 }, Array(990..<1000), Array(0..<10),
    ]
    return alone + TortureTally.share(of: ten, atMost: 3)
  }()

  @Test func `poison costs its own rows alone, and few requests`() throws {
    var (tally, most) = (TortureTally("1 and 10 poison rows in 1,000"), [1: 0, 10: 0])
    for poison in Self.places {
      let workshop = Workshop(place: try Place(subscribers: 0))
      try workshop.prepare()
      let address = workshop.place.address
      let rows = (0..<1_000).map {
        #"{"email":"u\#($0)@example.com","firstName":"\#(poison.contains($0) ? "many" : "1990-01-01")","points":1}"#
      }
      let file = try workshop.place.write(rows.joined(separator: "\n") + "\n", to: "rows.ndjson")
      let importing = Workshop.importing("direct")
      var options = RunOptions()
      options.file = URL(filePath: file)
      let imported = try workshop.run(workshop.connection(importing, at: address), options)
      try #require(imported.goals[0].counters.created == 1_000, "\(imported)")
      let run = try workshop.run(workshop.connection(("download: direct", Self.export), at: address))
      let counters = run.goals[0].counters
      let store = try workshop.store()
      let rejects = try store.read { try $0.rejects(RejectFilter(run: run.id), limit: 100) }
      try store.close()
      let counts = try JSONSerialization.jsonObject(with: Data(workshop.place.ask("/sandbox/requests").utf8))
      let answers = (counts as? [String: [String: Int]])?["POST /api/users/bulkUpdate"] ?? [:]
      let calls = answers.values.reduce(0, +)
      most[poison.count] = max(most[poison.count] ?? 0, calls)
      let isRight =
        counters.updated == 1_000 - poison.count && counters.rejected == poison.count
        && rejects.count == poison.count && rejects.allSatisfy { $0.reason.contains("'dateOfBirth'") }
        && calls <= (poison.count == 1 ? 21 : 160)
      tally.count(wrong: isRight ? 0 : 1)
      #expect(isRight, "\(poison): \(calls) calls, \(counters), \(rejects.count) rejects")
      let users = try workshop.place.sandboxContent().count { $0.hasPrefix("user ") }
      #expect(users == 1_000 - poison.count)
    }
    tally.report("at most \(most[1]!) and \(most[10]!) requests")
  }
}
