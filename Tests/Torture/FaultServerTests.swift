import Connections
import Foundation
import Profiles
import Synchronization
import TestSupport
import Testing

/// Every way in which an answer may be spoilt, in every phase of a run, once and for good: tries are bounded, nothing is
/// half done, and the run ends as if nothing had been, or says why it failed and the next one makes it good.
@Suite(.serialized) struct FaultServerTests {
  static let subscribers = 60

  /// Begins with what a run of the phase begins with.
  static func prepare(_ phase: FaultProxy.Phase) throws -> Workshop {
    let workshop = Workshop(place: try Place(subscribers: subscribers))
    try workshop.prepare()
    if phase.isOfExport {
      let address = workshop.place.address
      try workshop.run(workshop.connection(importing("direct", phase.isOfEvents ? events : ""), at: address))
      try workshop.run(workshop.connection(Workshop.exporting(segment: "low"), at: address))
    }
    try workshop.place.mark()
    try workshop.place.reset()
    return workshop
  }

  /// One of each kind of each subscriber, which Iterable does not have as events yet.
  static let events = """

        timeline:
          - { type: sign-up, source: record, id: email, date: signupDate }
          - { type: order, source: record, id: email, date: signupDate, properties: [{ field: points, property: total_revenue }] }
    """

  static let groups = """
      - import_groups: products
        catalog: products
        group_type: product
        mappings: [{ field: name, property: name }, { field: price, property: prices, strategy: sum, type: decimal }]

    """

  static func importing(_ download: String, _ more: String) -> (options: String, goals: String) {
    let parts = Workshop.importing(download)
    return (parts.options, parts.goals + more)
  }

  static func parts(_ phase: FaultProxy.Phase) -> (options: String, goals: String) {
    guard phase.isOfExport else {
      let parts = Workshop.importing(phase.isOfJob ? "job" : "direct")
      return (parts.options, (phase == .catalog ? groups : "") + parts.goals)
    }
    var more = "      - { from: { text: millrace }, field: source }"
    if phase.isOfEvents { more += "\n    timeline: { types: all, period: all }" }
    return Workshop.exporting(segment: "high", more: more)
  }

  /// What is wrong; nil: nothing.
  static func wrong(
    _ fault: AnswerFault, _ phase: FaultProxy.Phase, times: Int, in workshop: Workshop, _ expected: [String]
  ) throws -> String? {
    try workshop.place.reset()
    let proxy = FaultProxy(before: workshop.place.sandbox.baseURL.port!, fault, in: phase, times: times)
    defer { proxy.stop() }
    let run = try workshop.run(workshop.connection(parts(phase), at: proxy.url))
    if proxy.hits == 0 { return "no request of the phase was made" }
    // Two requests a row where each is refused alone, and some tries.
    if proxy.requests > 3 * subscribers + 10 { return "\(proxy.requests) requests" }
    let messages = run.goals.compactMap(\.message).joined(separator: "; ")
    if messages.contains("sandbox-key") { return "the key is shown" }
    if run.state == .running { return "the run has no end" }
    if times == 1, fault.passes {
      let reached = try workshop.end()
      return reached == expected ? nil : "\(run.state) \(messages): \(difference(reached, expected))"
    }
    if run.state == .failed, messages.isEmpty { return "failed without a word" }
    // An event that Iterable refused is not sent again by itself.
    let options = RunOptions(full: phase.isOfEvents)
    let second = try workshop.run(workshop.connection(parts(phase), at: workshop.place.address), options)
    if second.state == .failed { return "the next run failed too: \(second.goals.compactMap(\.message))" }
    let reached = withoutHistory(try workshop.end())
    return reached == withoutHistory(expected)
      ? nil : "\(run.state) \(messages): \(difference(reached, withoutHistory(expected)))"
  }

  /// Rows that Iterable refused are in the history, also when it took them later.
  private static func withoutHistory(_ lines: [String]) -> [String] {
    StoreContent.withoutShares(lines.filter { !($0.hasPrefix("reject ") && $0.contains(" code=iterable_")) })
  }

  private static func difference(_ reached: [String], _ expected: [String]) -> String {
    let (lost, gained) = (Set(expected).subtracting(reached), Set(reached).subtracting(expected))
    return "missing \(lost.count) \(lost.sorted().prefix(3)), not expected \(gained.count) \(gained.sorted().prefix(3))"
  }

  @Test(arguments: FaultProxy.Phase.allCases)
  func `a spoilt answer`(phase: FaultProxy.Phase) throws {
    for times in [1, Int.max] {
      var tally = TortureTally("\(phase.rawValue): an answer is spoilt \(times == 1 ? "once" : "for good")")
      let all = AnswerFault.allCases
      let faults = all.enumerated().filter { number, fault in
        // Each kind in some phases, each phase with some kinds.
        let isShare = (number + FaultProxy.Phase.allCases.firstIndex(of: phase)!) % (times == 1 ? 3 : 6) == 0
        return (TortureTally.isLong || isShare) && !fault.isHidden(in: phase)
      }.map(\.element)
      let lanes = 2
      let results = Mutex<(wrongs: [String?], failure: (any Error)?)>(([], nil))
      DispatchQueue.concurrentPerform(iterations: lanes) { lane in
        do {
          let workshop = try Self.prepare(phase)
          let calm = try workshop.run(workshop.connection(Self.parts(phase), at: workshop.place.address))
          try #require(calm.state != .failed, "\(calm)")
          let expected = try workshop.end()
          for (index, fault) in faults.enumerated() where index % lanes == lane {
            let wrong = try Self.wrong(fault, phase, times: times, in: workshop, expected)
            results.withLock { $0.wrongs.append(wrong.map { "\(fault.rawValue): \($0)" }) }
          }
        } catch {
          results.withLock { $0.failure = error }
        }
      }
      let (wrongs, failure) = results.withLock { $0 }
      if let failure { throw failure }
      for wrong in wrongs {
        tally.count(wrong: wrong == nil ? 0 : 1)
        if let wrong { Issue.record("\(phase.rawValue), \(times == 1 ? "once" : "for good"), \(wrong)") }
      }
      tally.report()
    }
  }

  @Test(arguments: [FaultProxy.Phase.download, .lists])
  func `a server that does not speak TLS where it should`(phase: FaultProxy.Phase) throws {
    let workshop = try Self.prepare(phase)
    let calm = try workshop.run(workshop.connection(Self.parts(phase), at: workshop.place.address))
    try #require(calm.state != .failed)
    let expected = try workshop.end()
    try workshop.place.reset()
    let address = workshop.place.address.replacing("http:", with: "https:")
    let run = try workshop.run(workshop.connection(Self.parts(phase), at: address))
    #expect(run.state == .failed && run.goals.allSatisfy { $0.message?.isEmpty == false }, "\(run)")
    try workshop.run(workshop.connection(Self.parts(phase), at: workshop.place.address))
    #expect(Self.withoutHistory(try workshop.end()) == Self.withoutHistory(expected))
  }
}
