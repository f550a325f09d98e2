import Audit
import Foundation
import Testing

@testable import PluginHost

/// What operators decide of plugin files, and what follows for steps.
@Suite struct TrustTests {
  let folder: URL
  let oversight: PluginOversight

  init() throws {
    folder = try TestPlugins.temporaryFolder()
    oversight = PluginOversight(folder: folder, now: { Date(timeIntervalSince1970: 1_769_846_400) })
  }

  private func actions() throws -> [String] {
    var actions: [String] = []
    _ = try oversight.audit.read { actions.append($0.action) }
    return actions
  }

  /// `conduct`, in the test's folder; another build of it is the same with bytes behind its end.
  private func step(build: String = "", placement: Placement = .worker) throws -> ChainStep {
    let path = folder.appendingPathComponent("conduct.so").path
    let bytes = try Data(contentsOf: URL(fileURLWithPath: try TestPlugins.path("conduct")))
    try (bytes + Data(build.utf8)).write(to: URL(fileURLWithPath: path))
    chmod(path, 0o644)
    let reference = try TestPlugins.catalogue().processor(path: path, processor: "pass")
    return ChainStep(reference: reference, config: [:], placement: placement)
  }

  private func start(_ step: ChainStep) throws {
    try ProcessorChain(steps: [step], now: 0, worker: try .find(), rules: try oversight.rules()).close()
  }

  @Test func `trust is in the bytes: another build is refused, and told that it is one`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let step = try step(placement: .inProcess)
    #expect(throws: PluginHostError.self) { try start(step) }
    try oversight.trust(step.reference.plugin, step.reference.file)
    try oversight.trust(step.reference.plugin, step.reference.file)
    try start(step)

    let rebuilt = try self.step(build: "another", placement: .inProcess)
    let error = #expect(throws: PluginHostError.self) { try start(rebuilt) }
    #expect(error?.code == .notTrusted)
    #expect(error?.message.contains("was changed since it was trusted by \(AuditActor.current) on 2026-01-31") == true)
    #expect(error?.hint?.contains("millrace plugin trust") == true)

    // Taken from the plugin, whatever its build.
    let gone = try oversight.untrust(.init(plugin: step.reference.plugin.id, file: rebuilt.reference.file))
    #expect(gone.map(\.sha256) == [step.reference.file.sha256])
    #expect(throws: PluginHostError.self) { try start(step) }
    #expect(try oversight.untrust(.init(plugin: step.reference.plugin.id)).isEmpty)
    #expect(try actions() == ["plugin.trust", "plugin.untrust"])
  }

  @Test func `a file that came with the program and cannot be read stops nobody else's goals`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let step = try step(placement: .inProcess)
    let oversight = PluginOversight(folder: folder, shipped: folder)
    symlink("nowhere", folder.appendingPathComponent("broken.so").path)
    #expect(try oversight.rules().isTrusted(step.reference.file.sha256))
  }

  @Test func `grants add up, are of the bytes, and are taken back one by one or all`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let step = try step()
    let (plugin, file) = (step.reference.plugin, step.reference.file)
    _ = try oversight.grant(PluginGrant(capabilities: .network), to: plugin, file)
    let all = try oversight.grant(PluginGrant(capabilities: .files, folders: ["/a", "/b"]), to: plugin, file)
    #expect(all == PluginGrant(capabilities: [.network, .files], folders: ["/a", "/b"]))
    #expect(try oversight.rules().grant(for: file.sha256) == all)
    let rebuilt = try self.step(build: "another").reference.file
    #expect(try oversight.rules().grant(for: rebuilt.sha256) == .nothing)
    #expect(try oversight.rules().earlier(of: plugin.id, rebuilt)?.grant == all)
    #expect(try oversight.rules().earlier(of: "another", file) == nil)

    func left(_ grant: PluginGrant) throws -> PluginGrant {
      #expect(try oversight.revoke(grant, from: .init(plugin: plugin.id)).count == 1)
      return try oversight.rules().grant(for: file.sha256)
    }
    #expect(try left(PluginGrant(folders: ["/a"])) == PluginGrant(capabilities: [.network, .files], folders: ["/b"]))
    #expect(try left(PluginGrant(folders: ["/b"])) == PluginGrant(capabilities: [.network]))
    #expect(try left(PluginGrant(capabilities: .all)) == .nothing)
    #expect(try oversight.trust.records().isEmpty)
    #expect(try oversight.revoke(PluginGrant(capabilities: .all), from: .init(plugin: plugin.id)).isEmpty)
  }

  @Test func `the list is JSON for people, and lists of before are read`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let step = try step(placement: .inProcess)
    let old = String(repeating: "a", count: 64)
    let list = oversight.trust.url
    try Data("\(old)  conduct.so\n\(String(repeating: "b", count: 64))  other.so\n".utf8).write(to: list)
    chmod(list.path, 0o600)
    #expect(try oversight.rules().isTrusted(old))
    #expect(try oversight.rules().earlier(of: "conduct", step.reference.file)?.sha256 == old)
    try oversight.trust(step.reference.plugin, step.reference.file)
    let text = try String(contentsOf: list, encoding: .utf8)
    #expect(text.contains(#""format" : 1"#) && text.contains(#""trusted" : true"#))
    #expect(try oversight.trust.records().count == 3)
    #expect(try oversight.rules().isTrusted(old))
    try Data("abc\n".utf8).write(to: list)
    #expect(throws: PluginHostError.self) { try oversight.rules() }
    try Data(#"{"format": 2, "plugins": []}"#.utf8).write(to: list)
    let error = #expect(throws: PluginHostError.self) { try oversight.rules() }
    #expect(error?.message.contains("format 2") == true)
  }

  @Test func `what cannot be noted is not decided, and not loaded into this process`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (inside, outside) = (try step(placement: .inProcess), try step())
    let (plugin, file) = (inside.reference.plugin, inside.reference.file)
    let use = PluginUse(connection: "c", goal: "g", run: 1)
    try oversight.trust(plugin, file)
    try FileManager.default.removeItem(at: oversight.audit.url)
    try FileManager.default.createDirectory(at: oversight.audit.url, withIntermediateDirectories: true)

    #expect(throws: AuditError.self) { try oversight.untrust(.init(plugin: plugin.id)) }
    #expect(throws: AuditError.self) { try oversight.grant(PluginGrant(capabilities: .network), to: plugin, file) }
    let rules = try oversight.rules()
    #expect(rules.isTrusted(file.sha256) && rules.grant(for: file.sha256) == .nothing)
    var warnings: [String] = []
    let error = #expect(throws: PluginHostError.self) {
      try oversight.admit(inside, rules, for: use) { warnings.append($0) }
    }
    #expect(error?.message.contains("is not loaded into this process") == true && warnings.isEmpty)
    try oversight.admit(outside, rules, for: use) { warnings.append($0) }
    #expect(warnings.count == 1 && warnings[0].contains("audit log"))
  }

  @Test func `a load is noted with all that matters`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var step = try step()
    step.grant = PluginGrant(capabilities: [.network])
    try oversight.admit(step, try oversight.rules(), for: PluginUse(connection: "c", goal: "g", run: 7)) { _ in }
    var events: [AuditEvent] = []
    _ = try oversight.audit.read { events.append($0) }
    let event = try #require(events.first)
    #expect(event.action == "plugin.load" && event["plugin"] == "conduct" && event["placement"] == "worker")
    #expect(event["sha256"]?.string == step.reference.file.sha256 && event["capabilities"] == ["network"])
    #expect(event["connection"] == "c" && event["goal"] == "g" && event["run"] == 7)
  }

  @Test func `what was hashed is what is loaded, when the file is another one behind it`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let step = try step(placement: .inProcess)
    try oversight.trust(step.reference.plugin, step.reference.file)
    let reference = try TestPlugins.catalogue().processor(path: step.reference.file.path, processor: "pass")
    try Data("no plugin".utf8).write(to: URL(fileURLWithPath: reference.file.path + ".new"))
    try #require(rename(reference.file.path + ".new", reference.file.path) == 0)
    for placement in Placement.allCases {
      try start(ChainStep(reference: reference, config: [:], placement: placement))
    }
  }

  @Test func `several processes' changes of the list all count`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let oversight = oversight
    let file = SharedFile(url: folder.appendingPathComponent("numbers"))
    DispatchQueue.concurrentPerform(iterations: 50) { number in
      try! file.update { ($0 ?? Data()) + Data("\(number)\n".utf8) }
    }
    let numbers = String(decoding: try #require(try file.read()), as: UTF8.self).split(separator: "\n")
    #expect(Set(numbers) == Set((0..<50).map { "\($0)" }))
    #expect(try oversight.trust.records().isEmpty)
  }
}
