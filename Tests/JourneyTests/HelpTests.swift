import Foundation
import Testing

/// The first screen that somebody sees, as it was last agreed on.
@Suite struct HelpTests {
  @Test func `the root help is the golden one`() throws {
    let help = try Program.run("--help", environment: ["COLUMNS": "80"])
    #expect(help.status == 0)
    let golden = try String(
      contentsOf: Program.root.appendingPathComponent("Tests/JourneyTests/help.txt"), encoding: .utf8)
    #expect(help.output == golden, "COLUMNS=80 millrace --help > Tests/JourneyTests/help.txt")
  }

  @Test func `wrong usage says so and has a status of its own`() throws {
    for arguments in [["runn"], ["run"], ["run", "x", "--goals", "y"], ["preview", "x", "--rows=-1"]] {
      let result = try Program.Running(arguments).wait()
      #expect(result.status == 64, "\(arguments)")
      #expect(result.output.isEmpty && result.messages.contains("Usage"), "\(arguments): \(result.messages)")
    }
  }
}
