import Foundation
import PluginHost
import Testing

/// What holds of every plugin that ships, and of every example.
@Suite struct ShippedPluginTests {
  static let plugins = [
    "cleanse-phone", "filter-fields", "filter-rows", "find-duplicates", "log", "lookup", "normalize-email",
    "parse-json",
    "pseudonymise", "transform", "validate-schema",
  ]

  /// Those with processors; timeline-types has none.
  static let withProcessors = Result {
    try Builds.plugins.get().filter { $0.file.lastPathComponent != "timeline-types.so" }
  }

  /// What they do with a record depends on those before it.
  static let withMemory = ["find-duplicates"]

  @Test func allAreBuilt() throws {
    #expect(
      try Builds.plugins.get().map { $0.file.deletingPathExtension().lastPathComponent }
        == (Self.plugins + ["timeline-types"]).sorted())
    #expect(
      try Builds.examples.get().map(\.file.lastPathComponent)
        == ["age-band.so", "country.so"] + (Builds.hasRust ? ["domain.so"] : []) + ["initials.so"])
  }

  @Test func eachExportsTwoSymbols() throws {
    for built in try Builds.plugins.get() + Builds.examples.get() {
      let symbols = try Builds.run("nm", "-D", "--defined-only", built.file.path).output
      let names = symbols.split(separator: "\n").compactMap { $0.split(separator: " ").last }.sorted()
      #expect(names == ["millrace_abi_major", "millrace_plugin_v1"], "\(built.file.lastPathComponent)")
    }
  }

  @Test func eachHasSchemaCasesAndDescription() throws {
    for built in try Builds.plugins.get() {
      let hasProcessors = try Self.withProcessors.get().contains { $0.file == built.file }
      for name in (hasProcessors ? ["config-schema.json"] : []) + ["cases.yaml", "README.md"] {
        #expect(
          FileManager.default.fileExists(atPath: built.source.appendingPathComponent(name).path),
          "\(built.source.lastPathComponent)/\(name)")
      }
    }
  }

  @Test func theReadmeNamesEveryOption() throws {
    for built in try Self.withProcessors.get() {
      let schema = try ConfigSchema(
        String(contentsOf: built.source.appendingPathComponent("config-schema.json"), encoding: .utf8))
      let readme = try String(contentsOf: built.source.appendingPathComponent("README.md"), encoding: .utf8)
      for option in schema.json["properties"]?.object ?? [] {
        #expect(readme.contains("`\(option.key)`"), "\(built.source.lastPathComponent): \(option.key)")
      }
    }
  }

  @Test(arguments: ["c/initials.c", "cpp/age-band.cpp", "swift/country.swift"])
  func anExampleIsShort(_ path: String) throws {
    let text = try String(
      contentsOf: Builds.repository.appendingPathComponent("SDK/examples/\(path)"), encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 < 60)
  }

  /// The schema in the file is the one in the plugin.
  @Test func theSchemaIsCompiledIn() throws {
    let catalogue = try GoldenCaseTests.runner.get().catalogue
    for built in try Self.withProcessors.get() {
      let file = try String(contentsOf: built.source.appendingPathComponent("config-schema.json"), encoding: .utf8)
      let plugin = try catalogue.processor(path: built.file.path)
      #expect(try ConfigSchema(plugin.processor.configSchema).json == ConfigSchema(file).json)
      #expect(plugin.processor.id == plugin.plugin.id)
      #expect(plugin.processor.flags.contains(.pure) != Self.withMemory.contains(plugin.plugin.id))
    }
  }

  /// Plugins without code: each has cases, and a README that names the options that its processors have.
  @Test func manifestsAreToldLikePlugins() throws {
    let catalogue = try GoldenCaseTests.runner.get().catalogue
    let manifests = try Builds.manifests.get()
    #expect(
      manifests.map(\.file.lastPathComponent)
        == ["domain-names.plugin.yaml", "organisation-domain.plugin.yaml", "unicode-text.plugin.yaml"])
    for built in manifests {
      let plugin = try #require(catalogue.inspect(path: built.file.path).plugin, "\(built.file.path)")
      #expect(plugin.id == built.source.lastPathComponent)
      let readme = try String(contentsOf: built.source.appendingPathComponent("README.md"), encoding: .utf8)
      for processor in plugin.processors {
        #expect(processor.flags.contains(.pure) && readme.contains(processor.id))
        for option in try ConfigSchema(processor.configSchema).options {
          #expect(readme.contains("`\(option.path)`"), "\(plugin.id): \(option.path)")
        }
      }
    }
  }
}
