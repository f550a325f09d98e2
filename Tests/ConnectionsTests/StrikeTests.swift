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
}
