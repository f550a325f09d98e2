import Foundation
import Records
import Testing

@testable import PluginHost

/// The functions of event types, called through the host.
@Suite struct EventTypeTests {
  /// What came of some events: a summary, or why one was rejected.
  struct EventRun: Equatable {
    var rejections: [String] = []
    var summaries: [String?] = []

    init(_ type: String, _ events: [String], placement: Placement = .worker, timeout: Double = 10) throws {
      let reference = try TestPlugins.catalogue().eventType(path: TestPlugins.path("event_types"), id: type)
      let functions = EventTypeFunctions(
        reference, placement: placement, timeout: timeout, now: 0, worker: try WorkerExecutable.find(),
        rules: .trying([reference.file.sha256]))
      defer { functions.close() }
      let folder = try TestPlugins.temporaryFolder()
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appendingPathComponent("events.jsonl")
      try Data(events.joined(separator: "\n").utf8).write(to: file)
      let batch = try Batch()
      _ = try JSONLinesReader(path: file.path).read(into: batch)
      try functions.validate(batch)
      rejections = batch.rejections.sorted { $0.row < $1.row }.map {
        "\($0.row + 1) \($0.code) \($0.field): \($0.reason)"
      }
      try functions.summarise(batch)
      rejections += batch.rejections.dropFirst(rejections.count).map { "\($0.row + 1) \($0.code) later: \($0.reason)" }
      summaries = (0..<batch.rowCount).map { batch.isKept($0) ? batch.summary(ofEvent: $0) : nil }
    }
  }

  static let events = (1...9).map { #"{"@id":"\#($0)","total":\#($0).50,"poison":"\#($0 == 4 ? "yes" : "no")"}"# }

  @Test(arguments: Placement.allCases)
  func `events are judged and told in one line`(placement: Placement) throws {
    let run = try EventRun("honest", Self.events, placement: placement)
    #expect(run.rejections == ["4 events:7 poison: it is poison"])
    #expect(run.summaries == (1...9).map { $0 == 4 ? nil : "fine" })
  }

  @Test func `a type without functions leaves events alone`() throws {
    let run = try EventRun("plain", Self.events)
    #expect(run.rejections == [] && run.summaries == Array(repeating: nil, count: 9))
  }

  @Test func `a crash costs the event that it is about`() throws {
    let run = try EventRun("crash", Self.events)
    #expect(run.rejections == ["4 plugin_failed : plugin events/crash 1.2.3 (validate) crashed: SIGSEGV"])
    #expect(run.summaries == (1...9).map { $0 == 4 ? nil : "fine" })
    let hang = try EventRun("hang", Self.events, timeout: 0.2)
    #expect(hang.rejections.count == 1 && hang.rejections[0].contains("4 plugin_failed") == true)
  }

  static let lies: [(type: String, validate: String?, summarise: String?)] = [
    ("fail", "failed: cannot digest this", nil),
    ("write-a-field", "gave invalid output: it changed field 'total' of an event", nil),
    ("remove-a-field", "gave invalid output: it changed field 'total' of an event", nil),
    ("summary-in-validate", "gave invalid output: it changed field '@summary' of an event", nil),
    ("drop", "gave invalid output: it dropped an event", nil),
    ("breed", "gave invalid output: it derived rows of an event", nil),
    ("not-text", nil, "gave invalid output: a summary is not text"),
    ("too-long", nil, "gave invalid output: a summary has more than 1024 bytes"),
    ("rejects", nil, "gave invalid output: it rejected an event"),
    ("renames", nil, "gave invalid output: it changed field '@summary' of an event"),
  ]

  @Test(arguments: lies, Placement.allCases)
  func `what a function may not do is not done`(
    _ lie: (type: String, validate: String?, summarise: String?), placement: Placement
  ) throws {
    let run = try EventRun(lie.type, Self.events, placement: placement)
    let name = "plugin events/\(lie.type) 1.2.3"
    if lie.type == "summary-in-validate" {
      // It writes for every event, so all of them are poison.
      #expect(run.rejections.count == 9)
      #expect(run.rejections[0] == "1 plugin_failed : \(name) (validate) \(lie.validate!)")
    } else {
      let expected = lie.validate.map { ["4 plugin_failed : \(name) (validate) \($0)"] } ?? []
      let later = lie.summarise.map { ["4 plugin_failed later: \(name) (summarise) \($0)"] } ?? []
      #expect(run.rejections == expected + later)
    }
  }

  @Test func `a summary cannot command a terminal`() throws {
    #expect(try EventRun("paints", Self.events).summaries[3] == "a  [2Jb")
  }

  @Test func `what is not there is said`() throws {
    let catalogue = try TestPlugins.catalogue()
    let error = #expect(throws: PluginHostError.self) {
      try catalogue.eventType(path: TestPlugins.path("event_types"), id: "honst")
    }
    #expect(error?.description.contains("offers no event type 'honst'; did you mean 'honest'?") == true)
    #expect(throws: PluginHostError(.notFound, "plugin 'events' offers no processors, only event types")) {
      try catalogue.processor(path: TestPlugins.path("event_types"))
    }
  }
}
