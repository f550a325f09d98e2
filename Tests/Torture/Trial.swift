import Foundation
import Synchronization
import TestSupport
import Testing

/// A command that is killed, or meets failing calls, at every point where it changes the world, and is then run again.
struct Trial: Sendable {
  var subscribers = 200
  /// Makes the installation that each try begins with.
  var prepare: @Sendable (Place) throws -> Void
  var arguments: @Sendable (Place) -> [String]
  /// What is wrong after the blow and before anything is mended; nil: nothing.
  var wound: @Sendable (Place) throws -> String? = { _ in nil }
  /// Brings what was begun to its end.
  var again: (@Sendable (Place) throws -> Void)?
  /// All that counts in the end, as lines.
  var end: @Sendable (Place) throws -> [String]
  /// Patterns of what must stand in those lines, so that the trial is about what it should be about.
  var shows: [String] = []

  /// Tries points of one kind and counts them under `name`.
  /// - Parameter share: how many of them outside the long form.
  func run(_ name: String, _ kind: FatalCall.Kind, share: Int) throws {
    var tally = TortureTally(name)
    for (call, wrong) in try tries(kind, share: share) {
      tally.count(wrong: wrong == nil ? 0 : 1)
      if let wrong { Issue.record("\(name), call \(call): \(wrong)") }
    }
    tally.report()
  }

  /// What was wrong after a blow at each of some calls; nil: nothing.
  func tries(_ kind: FatalCall.Kind, share: Int) throws -> [(call: Int, wrong: String?)] {
    let lanes = 2
    let results = Mutex<(tries: [(call: Int, wrong: String?)], failure: (any Error)?)>(([], nil))
    // Each lane is a place of its own, so that two tries go on at once.
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      do {
        let place = try Place(subscribers: subscribers)
        let (calm, expected) = try undisturbed(place, kind)
        try #require(calm.calls > 0)
        let points = TortureTally.share(of: Array(1...calm.calls), atMost: share)
        for (index, point) in points.enumerated() where index % lanes == lane {
          let wrong = try self.try(FatalCall(kind: kind, number: point), in: place, expected)
          results.withLock { $0.tries.append((point, wrong)) }
        }
      } catch {
        results.withLock { $0.failure = error }
      }
    }
    return try results.withLock { results in
      if let failure = results.failure { throw failure }
      return results.tries
    }
  }

  /// Prepares the place, and runs it through once, with its calls counted where a kind is named.
  func undisturbed(_ place: Place, _ kind: FatalCall.Kind? = nil) throws -> (Victim.Ending, expected: [String]) {
    try prepare(place)
    try place.mark()
    try place.reset()
    let calm = try place.victim.run(arguments(place), kind.map { FatalCall(kind: $0, number: 0) })
    try #require(calm.isDone, "undisturbed: \(calm)")
    let expected = try end(place)
    for pattern in shows {
      let regex = try Regex(pattern)
      try #require(expected.contains { $0.contains(regex) }, "nothing of \(expected.count) lines shows \(pattern)")
    }
    let twice = expected.filter { $0.hasPrefix("twice: ") }
    try #require(twice.isEmpty, "\(twice)")
    return (calm, expected)
  }

  /// What is wrong in the end; nil: nothing.
  private func `try`(_ fatal: FatalCall, in place: Place, _ expected: [String]) throws -> String? {
    try place.reset()
    let ending = try place.victim.run(arguments(place), fatal)
    if let odd = oddness(of: ending, fatal, in: place) { return odd }
    if let wound = try wound(place) { return "after \(ending): \(wound)" }
    return try finish(place, expected, after: ending, maySplit: !fatal.kind.isDeath)
  }

  /// Brings what was begun to its end. What is wrong then; nil: nothing.
  /// - Parameter maySplit: whether a goal may have failed, so that the next run did the rest of its work.
  func finish(_ place: Place, _ expected: [String], after ending: Victim.Ending, maySplit: Bool) throws -> String? {
    if let again {
      try again(place)
    } else {
      let second = try place.victim.run(arguments(place))
      guard second.isDone else { return "run again: \(second)" }
    }
    var (expected, reached) = (expected, try end(place))
    if maySplit, reached.contains(where: { $0.hasPrefix("goal_result ") && $0.contains(" state=failed") }) {
      (expected, reached) = (StoreContent.withoutShares(expected), StoreContent.withoutShares(reached))
    }
    guard reached != expected else { return nil }
    let (lost, gained) = (Set(expected).subtracting(reached), Set(reached).subtracting(expected))
    return "missing \(lost.count): \(lost.sorted().prefix(4)), not expected \(gained.count): "
      + "\(gained.sorted().prefix(4)), \(reached.count) lines for \(expected.count), after \(ending)"
  }

  private func oddness(of ending: Victim.Ending, _ fatal: FatalCall, in place: Place) -> String? {
    if ending.isTooLate { return "hangs: \(ending)" }
    if fatal.kind.isDeath {
      // A run may take a call less than the one that was counted; then it ends by itself.
      return ending.isHit == (ending.signal == SIGKILL) && (ending.isHit || ending.isDone) ? nil : "\(ending)"
    }
    if ending.isDone { return nil }
    // Failed: by itself, with the place and the remedy.
    let hasRemedy = ["; ", ": check ", "--home"].contains { ending.text.contains($0) }
    let isTold = ending.text.contains(place.disk.path) && hasRemedy
    return ending.signal == 0 && ending.status == 1 && isTold ? nil : "\(ending)"
  }
}
