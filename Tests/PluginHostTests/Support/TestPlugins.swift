import Foundation
import Synchronization

@testable import PluginHost

/// The C plugins of these tests, compiled with nothing but the header.
enum TestPlugins {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let sources = root.appendingPathComponent("Tests/PluginHostTests/Plugins")
  static let header = root.appendingPathComponent("SDK/include")

  private static let compiled = Mutex<[String: String]>([:])
  private static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-plugins-\(getpid())")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: TestPlugins.folder) }
    return folder
  }()

  /// Path of `NAME.so`, compiled once a test run.
  static func path(_ name: String) throws -> String {
    try compiled.withLock { compiled in
      if let path = compiled[name] { return path }
      let path = folder.appendingPathComponent("\(name).so").path
      try compile(
        name, to: path, options: ["-shared", "-fPIC", "-O1", "-Wno-infinite-recursion", "-ffunction-sections"])
      compiled[name] = path
      return path
    }
  }

  static func compile(_ name: String, to path: String, options: [String] = []) throws {
    let source = sources.appendingPathComponent("\(name).c").path
    let output = try run("/usr/bin/cc", options + ["-I", header.path, "-o", path, source])
    guard FileManager.default.fileExists(atPath: path) else { throw Failed(description: output) }
  }

  /// What a program printed. Throws where it did not end well.
  @discardableResult
  static func run(_ program: String, _ arguments: [String] = []) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(description: output) }
    return output
  }

  struct Failed: Error, CustomStringConvertible { let description: String }

  /// An empty folder of its own.
  static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private static let cache = folder.appendingPathComponent("cache")

  static func catalogue(_ folders: URL...) throws -> PluginCatalogue {
    PluginCatalogue(folders: folders, cacheFolder: cache, worker: try WorkerExecutable.find())
  }

  static func reference(_ plugin: String, _ processor: String) throws -> ProcessorReference {
    try catalogue().processor(path: path(plugin), processor: processor)
  }
}
