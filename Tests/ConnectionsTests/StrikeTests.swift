import Connections
import Foundation
import Testing

@testable import PluginHost

/// What runs hold against plugins, and what clears them.
@Suite struct StrikeTests {
  @Test(arguments: [0, 3])
  func `a goal clears a plugin of its strikes where it served records, and not where there were none`(profiles: Int)
    throws
  {
    let site = try ExportTests.site((0..<profiles).map { ["user\($0)@example.com", "Member"] })
    let oversight = PluginOversight(folder: site.folder)
    var installation = site.installation()
    installation.oversight = oversight
    let connection = try site.connection(
      """
        - export_profiles: audience
          segment: everybody
          processors: [{ plugin: word }]
          link: [{ property: email, field: email }]
          mappings: [{ from: { property: name }, field: fullName }]
      """)
    let reference = try installation.catalogue.processor(plugin: "word")
    func strike() throws -> Suspension? {
      try oversight.suspensions.strike(reference.plugin, reference.file.sha256, reason: "it crashed")
    }
    #expect(try strike() == nil && strike() == nil)
    let run = try Runner(installation).run(connection)
    #expect(run.state == .succeeded, "\(run)")
    #expect(try (strike() == nil) == (profiles > 0))
  }

  /// More events than a run forgives, each of which its judge fails on.
  @Test(arguments: ["crash", "lie"])
  func `a plugin that judges events is let in, held to account and suspended as one that processes records`(
    place: String
  ) throws {
    let site = try Site()
    try site.putUsers(
      (0..<40).map { ["email": .string("u\($0)@example.com"), "where": .string(place), "n": 1, "at": "2026-01-01"] })
    let oversight = PluginOversight(folder: site.folder)
    var installation = site.installation()
    installation.oversight = oversight
    let connection = try site.connection(
      TimelineImportTests.goal
        + "\n          - { type: visit, id: n, date: at, properties: [{ field: where, property: place }] }")
    func actions() throws -> [String] {
      var actions: [String] = []
      _ = try oversight.audit.read { actions.append($0.action) }
      return actions
    }
    for _ in 1...3 {
      let run = try Runner(installation).run(connection)
      let message = try #require(run.goals[0].message)
      #expect(run.state == .failed && message.contains("it failed on 33 records"), "\(message)")
    }
    #expect(try actions() == ["plugin.load", "plugin.load", "plugin.load", "plugin.suspend"])
    let refused = try Runner(installation).run(connection)
    #expect(refused.state == .failed && refused.goals[0].message?.contains("is suspended until") == true, "\(refused)")
    #expect(try actions().last == "plugin.refuse")

    // A run that it serves without failing clears it.
    _ = try oversight.resume(.init(plugin: "visits"))
    let reference = try installation.catalogue.eventType(
      path: try TestPlugins.folder.get().appending(path: "visits.so").path(), id: "visit")
    func strike() throws -> Suspension? {
      try oversight.suspensions.strike(reference.plugin, reference.file.sha256, reason: "it crashed")
    }
    #expect(try strike() == nil && strike() == nil)
    try site.putUsers((0..<40).map { ["email": .string("u\($0)@example.com"), "where": "Utrecht"] })
    #expect(try Runner(installation).run(connection, RunOptions(full: true)).counters("people").events == 40)
    #expect(try strike() == nil)
  }
}
