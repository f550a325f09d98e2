import Foundation
import PluginHost

/// The plugins and examples of this repository, built by their own Makefiles, once.
enum Builds {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  /// Where the repository's own Makefile builds the plugins too: what is unchanged is not built again.
  private static let pluginFolder = repository.appendingPathComponent(".build/plugins")
  /// Beside the test's executable.
  private static let folder = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("PluginsTests-built")

  /// Folder of source and the file that comes of it.
  struct Built: Sendable {
    let source: URL
    let file: URL
  }

  static let plugins = Result {
    try make("Plugins", into: pluginFolder).map {
      Built(
        source: repository.appendingPathComponent("Plugins/\($0.deletingPathExtension().lastPathComponent)"), file: $0)
    }
  }

  /// Beside the plugins that are code, those that are a manifest.
  static let manifests = plugins.flatMap { _ in
    Result {
      try FileManager.default.contentsOfDirectory(atPath: pluginFolder.path).filter(PluginCatalogue.isManifest).sorted()
        .map { name in
          Built(
            source: repository.appendingPathComponent("Plugins/\(name.prefix { $0 != "." })"),
            file: pluginFolder.appendingPathComponent(name))
        }
    }
  }

  static let examples = Result {
    try make("SDK/examples", into: folder.appendingPathComponent("examples")).map { file in
      let name = file.deletingPathExtension().lastPathComponent
      let sources = repository.appendingPathComponent("SDK/examples")
      let language = try ["c", "cpp", "swift", "rust"].first {
        try FileManager.default.contentsOfDirectory(atPath: sources.appendingPathComponent($0).path)
          .contains { $0.hasPrefix(name + ".") }
      }
      return Built(source: sources.appendingPathComponent(language ?? name), file: file)
    }
  }

  static let languages = Result {
    try make("Tests/SDK", into: folder.appendingPathComponent("languages"))
      .map { Built(source: repository.appendingPathComponent("Tests/SDK"), file: $0) }
  }

  /// The plugins that throw, by their language.
  static let throwing = languages.flatMap { _ in
    Result {
      try plugins(in: folder.appendingPathComponent("languages/throwing")).reduce(into: [String: URL]()) {
        $0[$1.deletingPathExtension().lastPathComponent] = $1
      }
    }
  }

  /// The plugin with event types, in each language.
  static let events = languages.flatMap { _ in
    Result { try plugins(in: folder.appendingPathComponent("languages/events")) }
  }

  static let hasRust = (try? run("rustc", "--version").status) == 0

  /// Runs one Makefile and answers the plugins that it built. Its warnings are errors here.
  private static func make(_ path: String, into out: URL) throws -> [URL] {
    let result = try run("make", "-s", "-C", repository.appendingPathComponent(path).path, "OUT=\(out.path)")
    guard result.status == 0, !result.output.contains("warning:") else { throw BuildError(description: result.output) }
    return try plugins(in: out)
  }

  private static func plugins(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "so" }.sorted { $0.path < $1.path }
  }

  /// Runs a command to its end; output and errors together.
  static func run(_ command: String..., in folder: URL? = nil) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}

/// What a compiler said.
struct BuildError: Error, CustomStringConvertible {
  let description: String
}
