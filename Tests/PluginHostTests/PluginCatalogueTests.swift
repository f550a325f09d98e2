import Foundation
import Testing

@testable import PluginHost

@Suite struct PluginCatalogueTests {
  let folder: URL
  let cache: URL
  let catalogue: PluginCatalogue

  init() throws {
    folder = try TestPlugins.temporaryFolder()
    cache = folder.appendingPathComponent("cache")
    catalogue = PluginCatalogue(folders: [folder], cacheFolder: cache, worker: try WorkerExecutable.find())
  }

  func install(_ plugin: String, as name: String? = nil) throws {
    let place = folder.appendingPathComponent("\(name ?? plugin).so")
    try? FileManager.default.removeItem(at: place)
    try FileManager.default.copyItem(atPath: TestPlugins.path(plugin), toPath: place.path)
  }

  @Test func `a plugin describes itself`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try install("conduct")
    let entries = try catalogue.scan()
    #expect(entries.count == 1)
    let plugin = try #require(entries.first?.plugin)
    #expect(plugin.id == "conduct" && plugin.version == "1.2.3" && plugin.vendor == "Millrace" && plugin.abi == "1.0")
    #expect(plugin.processors.map(\.id).prefix(3) == ["pass", "upper", "domain"])
    #expect(plugin.processor("count")?.hasFinish == true && plugin.processor("pass")?.hasFinish == false)
    #expect(plugin.processors[0].flags == .pure)
    let digest = try TestPlugins.run("/usr/bin/sha256sum", [entries[0].path]).prefix(64)
    #expect(entries[0].sha256 == digest)
  }

  @Test func `a description is kept by the file's bytes`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try install("conduct", as: "plugin")
    let first = try catalogue.scan()[0]
    let kept = cache.appendingPathComponent("\(first.sha256).json")
    var text = try String(contentsOf: kept, encoding: .utf8)

    // What is kept is what is told: the plugin is not asked again.
    text = text.replacing("1.2.3", with: "7.7.7")
    try Data(text.utf8).write(to: kept)
    #expect(try catalogue.scan()[0].plugin?.version == "7.7.7")

    // A damaged answer is asked for again.
    try Data("{".utf8).write(to: kept)
    #expect(try catalogue.scan()[0].plugin?.version == "1.2.3")

    // Another file under the same name is another plugin.
    try install("rogues/dies", as: "plugin")
    #expect(try catalogue.scan()[0].plugin?.id == "rogue")
  }

  static let refusals: [(plugin: String, code: PluginHostError.Code, message: String)] = [
    ("no_entry", .notAPlugin, "no_entry.so: it is no plugin of Millrace: the symbol millrace_plugin_v1 is missing"),
    (
      "not_a_plugin", .notAPlugin,
      "not_a_plugin.so: it is no plugin of Millrace: the symbol millrace_abi_major is missing"
    ),
    (
      "bad_schema", .description,
      "bad_schema.so: processor 'bad-schema': the configuration schema is wrong at '/': the keyword 'propertys' is not supported; did you mean 'properties'?"
    ),
  ]

  @Test(arguments: refusals)
  func `a file that cannot be used is refused in words`(plugin: String, code: PluginHostError.Code, message: String)
    throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    try install(plugin)
    guard case .refused(let error) = try catalogue.scan()[0].outcome else {
      Issue.record("it was not refused")
      return
    }
    #expect(error.code == code)
    #expect(error.message == message)
    // Asked for by its file's name, the refusal is the answer.
    #expect(throws: error) { try catalogue.processor(plugin: plugin) }
  }

  @Test func `a file that never loads is given up`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try install("hanging_constructor")
    let hasty = PluginCatalogue(
      folders: [folder], cacheFolder: cache, worker: try WorkerExecutable.find(), timeout: 0.5)
    guard case .refused(let error) = try hasty.scan()[0].outcome else {
      Issue.record("it was not refused")
      return
    }
    #expect(error.message == "hanging_constructor.so did not answer within 0.5 s, while it was loaded")
  }

  @Test func `what is no shared object is refused, and other files are not looked at`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("#!/bin/sh\n".utf8).write(to: folder.appendingPathComponent("script.so"))
    try Data("text".utf8).write(to: folder.appendingPathComponent("notes.txt"))
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("folder.so"), withIntermediateDirectories: false)
    let entries = try catalogue.scan()
    #expect(entries.map { URL(fileURLWithPath: $0.path).lastPathComponent } == ["folder.so", "script.so"])
    #expect(entries.allSatisfy { $0.plugin == nil })
  }

  @Test func `a constructor sees nothing of the system`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try install("curious_constructor")
    #expect(try catalogue.scan()[0].plugin?.description == "nothing")
  }

  @Test func `a missing plugin is named with a suggestion`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try install("conduct")
    let error = #expect(throws: PluginHostError.self) { try catalogue.processor(plugin: "conduckt") }
    #expect(error?.code == .notFound)
    #expect(error?.message == "there is no plugin 'conduckt'; did you mean 'conduct'?")

    let several = #expect(throws: PluginHostError.self) { try catalogue.processor(plugin: "conduct") }
    #expect(several?.message == "plugin 'conduct' offers several processors")
    let unknown = #expect(throws: PluginHostError.self) {
      try catalogue.processor(plugin: "conduct", processor: "uper")
    }
    #expect(unknown?.message == "plugin 'conduct' offers no processor 'uper'; did you mean 'upper'?")
  }

  @Test func `two files of one plugin are ambiguous`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try install("conduct")
    try install("conduct", as: "copy")
    let error = #expect(throws: PluginHostError.self) { try catalogue.processor(plugin: "conduct", processor: "pass") }
    #expect(error?.code == .ambiguous)
  }

  @Test func `a folder that does not exist is empty`() throws {
    try FileManager.default.removeItem(at: folder)
    #expect(try catalogue.scan().isEmpty)
  }

  @Test func `what was hashed is what runs, whatever becomes of the path`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try install("conduct", as: "plugin")
    let path = folder.appendingPathComponent("plugin.so").path
    let reference = try catalogue.processor(path: path, processor: "pass")
    try Data("no longer a plugin".utf8).write(to: URL(fileURLWithPath: path))
    let chain = try ProcessorChain(
      steps: [ChainStep(reference: reference, config: [:])], now: 0, worker: try WorkerExecutable.find())
    chain.close()
  }

  static let unsound: [(what: String, id: String, processor: String, version: String)] = [
    ("an id that is a path", "../x", "p", "1"), ("an empty id", "", "p", "1"), ("capitals", "X", "p", "1"),
    ("a processor's id with a space", "x", "p q", "1"), ("no version", "x", "p", ""),
    ("an escape", "x", "p", "\u{1B}c"),
  ]

  /// A plugin's code may write to the worker's socket and memory, and so say anything.
  @Test(arguments: unsound)
  func `a forged description is not believed`(
    _ forged: (what: String, id: String, processor: String, version: String)
  ) {
    func description(id: String, processors: [String], version: String) -> PluginDescription {
      PluginDescription(
        id: id, name: "", version: version, description: "", vendor: "", abi: "1.0", capabilities: [],
        capabilitiesReason: "",
        processors: processors.map {
          ProcessorDescription(id: $0, name: "", description: "", flags: [], configSchema: "{}", hasFinish: false)
        }, eventTypes: [])
    }
    #expect(description(id: "x-1", processors: ["p", "q"], version: "1").isSound)
    #expect(!description(id: "x", processors: ["p", "p"], version: "1").isSound)
    #expect(!description(id: "x", processors: [], version: "1").isSound)
    #expect(!description(id: forged.id, processors: [forged.processor], version: forged.version).isSound)
  }
}
