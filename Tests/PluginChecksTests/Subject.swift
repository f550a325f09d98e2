import Foundation
import PluginChecks
import PluginHost
import Synchronization
import Testing

/// Plugins for these tests, compiled from one source with the badness in macros.
enum Subject {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Everything of a test run, gone with it.
  static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-checks-\(getpid())")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: Subject.folder) }
    return folder
  }()

  /// Compiles it; `macros` are what `subject.c` has places for.
  static func build(_ name: String, _ macros: [String: String] = [:], flags: [String] = []) throws -> URL {
    let file = folder.appendingPathComponent("\(name).so")
    try cc(
      ["-I", root.appendingPathComponent("SDK/include").path] + macros.map { "-D\($0.key)=\($0.value)" } + [
        "-Wl,-z,relro,-z,now", "-Wl,--build-id", "-o", file.path,
        root.appendingPathComponent("Tests/PluginChecksTests/Plugins/subject.c").path,
      ] + flags)
    return file
  }

  static func cc(_ arguments: [String]) throws {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/cc")
    process.arguments = ["-shared", "-fPIC", "-O1", "-g0", "-w", "-fvisibility=hidden"] + arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw Failed(description: String(decoding: output, as: UTF8.self)) }
  }

  struct Failed: Error, CustomStringConvertible { let description: String }

  static func validation(_ file: URL, seed: UInt64 = 1) throws -> PluginValidation {
    let worker = try WorkerExecutable.find()
    return try PluginValidation(
      path: file.path,
      catalogue: PluginCatalogue(folders: [], cacheFolder: folder.appendingPathComponent("cache"), worker: worker),
      probe: try .probe(), options: ValidationOptions(seed: seed))
  }
}
