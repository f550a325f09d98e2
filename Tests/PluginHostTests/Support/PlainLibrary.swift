import Foundation
import Records

@testable import PluginHost

/// The C library of these tests, and manifests that use it.
enum PlainLibrary {
  static let path = Result { try TestPlugins.path("plain_library") }

  /// Where the program finds what runs manifests: the repository's own build of the plugins.
  private static let adapter = Result {
    let out = TestPlugins.root.appendingPathComponent(".build/plugins").path
    try TestPlugins.run(
      "/usr/bin/make",
      [
        "-s", "-C", TestPlugins.root.appendingPathComponent("Plugins").path, "OUT=\(out)",
        "\(out)/adapters/plain-functions.so",
      ])
    let link = URL(fileURLWithPath: try WorkerExecutable.find().path).deletingLastPathComponent()
      .appendingPathComponent("plugins").path
    if !FileManager.default.fileExists(atPath: link) {
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: out)
    }
  }

  /// A manifest of one processor, `test`, from the lines of its call; `head` stands before the processors.
  static func manifest(_ call: String, head: String = "", library: String? = nil) throws -> String {
    """
    plugin: plain
    name: Plain
    version: 1.2.3
    description: Made by a test.
    library: \(try library ?? path.get())
    \(head)
    processors:
      - id: test
        name: Test
        description: Calls a function.
    \(call.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))

    """
  }

  /// Writes the manifest into a folder of its own. The caller removes it.
  static func write(_ manifest: String) throws -> URL {
    try adapter.get()
    let file = try TestPlugins.temporaryFolder().appendingPathComponent("plain.plugin.yaml")
    try Data(manifest.utf8).write(to: file)
    return file
  }

  static func reference(_ manifest: String) throws -> ProcessorReference {
    let file = try write(manifest)
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    return try TestPlugins.catalogue().processor(path: file.path, processor: "test")
  }

  /// What comes out for the values of a field `v`, with the configuration's defaults.
  static func run(_ manifest: String, values: [String], config: JSONValue = ["fields": ["v"]], timeout: Double = 10)
    throws
    -> ChainRun
  {
    let reference = try reference(manifest)
    return try ChainRun(
      [reference], rows: values.map { "{\"v\":\($0)}" }, placement: .worker,
      config: try reference.checked(config), timeout: timeout)
  }
}
