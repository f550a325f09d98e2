import Foundation
import PluginChecks
import PluginHost
import Testing

/// `plugin validate` on everything that ships, on the examples, and on the test processor in every language: no check
/// fails.
@Suite struct ValidationTests {
  @Test func shippedPlugins() throws { try validate(try Builds.plugins.get()) }
  @Test func examples() throws { try validate(try Builds.examples.get()) }
  @Test func everyLanguage() throws { try validate(try Builds.languages.get()) }

  private func validate(_ built: [Builds.Built]) throws {
    let catalogue = try GoldenCaseTests.runner.get().catalogue
    for plugin in built {
      let validation = try PluginValidation(
        path: plugin.file.path, catalogue: catalogue, probe: try .probe(), options: ValidationOptions(seed: 1))
      for result in validation.results() {
        #expect(
          result.verdict != .fail && result.verdict != .crash,
          "\(plugin.file.lastPathComponent), \(result.check.name): \(result.details)")
      }
    }
  }
}
