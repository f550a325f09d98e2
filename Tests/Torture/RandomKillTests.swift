import Foundation
import Records
import TestSupport
import Testing

/// `kill -9` at random, of runs and of the service that goes on with them, until all is done.
@Suite(.serialized) struct RandomKillTests {
  static func prepare(_ place: Place) throws {
    try Goals.prepareImport(place)
    let text = Goals.imports(place) + Goals.exportGoal(segment: "all") + "schedule: { every_minutes: 44640 }\n"
    try text.write(to: place.home.appending(path: "connections/tortured.yaml"), atomically: true, encoding: .utf8)
  }

  static func end(_ place: Place) throws -> [String] {
    try StoreContent.lines(place.database) + place.sandboxContent() + place.leftovers()
  }

  /// The states of all runs.
  static func states(_ place: Place) throws -> [String] {
    let text = try place.millrace("runs", "--output", "json")
    let runs = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    return runs?.compactMap { $0["state"] as? String } ?? []
  }

  @Test func `runs and services that are killed at random end as one run that nobody disturbed`() throws {
    let seed =
      ProcessInfo.processInfo.environment["MILLRACE_TORTURE_SEED"].flatMap { UInt64($0) }
      ?? UInt64.random(in: 1...999_999)
    var random = SeededGenerator(seed: seed)
    var tally = TortureTally("run and serve, kill -9 at random")
    let place = try Place(subscribers: 600)
    try Self.prepare(place)
    try place.mark()
    try place.reset()
    let begun = Date()
    try place.millrace("run", "tortured")
    let longest = Date().timeIntervalSince(begun) * 1.2
    let expected = try Self.end(place)
    for what in ["row_version ", "event ", "group_entry ", "touch ", "list 1003 "] {
      try #require(expected.contains { $0.hasPrefix(what) }, "nothing of \(what)")
    }

    for attempt in 1...(TortureTally.isLong ? 150 : 5) {
      try place.reset()
      var kills = 0
      while true {
        let states = try Self.states(place)
        if states.first.map({ $0 != "running" }) == true { break }
        try #require(kills < 100, "it never came to its end")
        // Nothing is due, so the service does what was begun and no more.
        let isBegun = !states.isEmpty
        let child = try place.victim.start(
          (isBegun && Bool.random(using: &random) ? ["serve"] : ["run", "tortured"]) + ["--home", place.home.path])
        let patience = kills > 12 ? longest * 4 : Double.random(in: 0...longest, using: &random)
        let deadline = Date(timeIntervalSinceNow: patience)
        while !child.hasEnded, Date() < deadline { usleep(2_000) }
        if !child.hasEnded {
          kills += 1
          child.kill()
          while !child.hasEnded { usleep(1_000) }
        } else {
          try #require(child.ending.isDone, "\(child.ending)")
        }
      }
      let reached = try Self.end(place)
      tally.count(kills, wrong: reached == expected ? 0 : 1)
      let (lost, gained) = (Set(expected).subtracting(reached), Set(reached).subtracting(expected))
      #expect(
        reached == expected,
        "seed \(seed), attempt \(attempt), \(kills) kills: missing \(lost.sorted().prefix(4)), not expected \(gained.sorted().prefix(4))"
      )
    }
    tally.report("seed \(seed)")
  }
}
