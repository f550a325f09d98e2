import Foundation
import Testing

@testable import PluginHost

/// What a plugin declares is denied in a worker until it is granted, and then is what was granted.
@Suite struct GrantTests {
  let folder: URL
  var file: String { folder.appendingPathComponent("numbers.csv").path }

  init() throws {
    folder = try TestPlugins.temporaryFolder()
    try Data("1,one\n".utf8).write(to: folder.appendingPathComponent("numbers.csv"))
  }

  /// The names of the fields that say what the plugin could do.
  private func abilities(_ grant: PluginGrant, processor: String = "tells") throws -> Set<String> {
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try ChainRun(
      [("wants", processor)], rows: ["{}"], placement: .worker, config: ["file": .string(file)], grant: grant)
    #expect(result.rejections == [] && result.counters[0].restarts == 0)
    let row = try #require(try JSONSerialization.jsonObject(with: Data(result.rows[0].utf8)) as? [String: Any])
    return Set(row.keys)
  }

  @Test func `a description says what is declared, and why`() throws {
    let plugin = try TestPlugins.reference("wants", "tells").plugin
    #expect(plugin.capabilities == .all)
    #expect(plugin.capabilities.names == ["network", "files", "threads"])
    #expect(plugin.capabilitiesReason == "to ask a server")
  }

  @Test func `nothing is granted by itself`() throws { #expect(try abilities(.nothing) == []) }

  @Test func `network is sockets that go out`() throws {
    #expect(try abilities(PluginGrant(capabilities: .network)) == ["connects", "speaks-udp"])
  }

  @Test func `threads are no processes`() throws {
    #expect(try abilities(PluginGrant(capabilities: .threads)) == ["threads"])
  }

  @Test func `files are read in the folders that are named`() throws {
    #expect(try abilities(PluginGrant(capabilities: .files, folders: [folder.path])) == ["reads"])
  }

  @Test func `other folders than those stay closed`() throws {
    #expect(try abilities(PluginGrant(capabilities: .files, folders: ["/usr/share/doc"])) == [])
  }

  @Test func `folders without the capability are not read`() throws {
    #expect(try abilities(PluginGrant(capabilities: .threads, folders: [folder.path])) == ["threads"])
  }

  @Test func `a file that the configuration names needs no grant`() throws {
    #expect(try abilities(.nothing, processor: "tells-of-its-file") == ["reads"])
  }

  @Test func `a failure says what was declared and not granted`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let withheld = "it declares network and files, which are not granted: millrace plugin grant wants"
    let grant = PluginGrant(capabilities: .threads)
    let result = try ChainRun([("wants", "fails")], rows: ["{}"], placement: .worker, grant: grant)
    #expect(
      result.rejections.map(\.reason) == ["plugin wants/fails 1.2.3 failed: cannot reach the server; \(withheld)"])

    let error = #expect(throws: PluginHostError.self) {
      try ChainRun([("wants", "refuses")], rows: [], placement: .worker, grant: grant)
    }
    #expect(error?.message == "plugin wants/refuses 1.2.3 refuses its configuration: cannot reach the server")
    #expect(error?.hint == withheld)
  }
}
