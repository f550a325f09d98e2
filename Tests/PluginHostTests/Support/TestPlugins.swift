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

  /// Path of the shared object of a source, `NAME` or `FOLDER/NAME`, compiled once a test run. A source that is several
  /// plugins is named with one of them, `NAME:PLUGIN`, and sees it as `ROGUE_NAME`, and as a macro.
  static func path(_ name: String) throws -> String {
    try compiled.withLock { compiled in
      if let path = compiled[name] { return path }
      let parts = name.split(separator: ":").map(String.init)
      let file = parts.count > 1 ? parts[1] : parts[0].replacing("/", with: "-")
      let path = folder.appendingPathComponent("\(file).so").path
      var options = ["-shared", "-fPIC", "-O1", "-Wno-infinite-recursion", "-ffunction-sections"]
      if parts.count > 1 {
        options += ["-DROGUE_NAME=\"\(file)\"", "-D\(file.uppercased().replacing("-", with: "_"))"]
      }
      try compile(parts[0], to: path, options: options)
      compiled[name] = path
      return path
    }
  }

  static func compile(_ name: String, to path: String, options: [String] = []) throws {
    let source = sources.appendingPathComponent(name).path
    let output: String
    if FileManager.default.fileExists(atPath: source + ".swift") {
      let wrapper = root.appendingPathComponent("SDK/swift/Millrace.swift").path
      output = try run(
        "/usr/bin/env",
        ["swiftc", "-emit-library", "-parse-as-library", "-I", header.path, "-o", path, source + ".swift", wrapper])
    } else {
      let ending = FileManager.default.fileExists(atPath: source + ".cpp") ? ".cpp" : ".c"
      // A rogue knows Millrace's own headers too, as somebody does who looks for a way through.
      let headers = ["CPluginCall", "CBatch", "CWorker"].flatMap { ["-I", "\(root.path)/Sources/\($0)/include"] }
      output = try run(
        ending == ".c" ? "/usr/bin/cc" : "/usr/bin/c++",
        options + ["-I", header.path] + headers + ["-o", path, source + ending])
    }
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
