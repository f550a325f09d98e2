import Foundation
import Testing

/// The built `millrace`, run as a user runs it.
enum Program {
  /// The build's products lie beside the test bundle.
  static let folder: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      if FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("millrace").path) { break }
    }
    return folder
  }()

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  struct Result {
    var status: Int32
    /// The signal that ended it; nil where it ended by itself.
    var signal: Int32?
    var output: String
    var messages: String
  }

  /// A process that goes on; its output is gathered in files, so that nothing blocks on a full pipe.
  final class Running {
    let process = Process()
    private let outputFile: URL
    private let messagesFile: URL

    init(_ arguments: [String], environment: [String: String] = [:], folder: URL? = nil) throws {
      let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("journey-\(UUID().uuidString)")
      outputFile = scratch.appendingPathExtension("out")
      messagesFile = scratch.appendingPathExtension("err")
      for file in [outputFile, messagesFile] { FileManager.default.createFile(atPath: file.path, contents: nil) }
      process.executableURL = Program.folder.appendingPathComponent("millrace")
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.currentDirectoryURL = folder
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: outputFile)
      process.standardError = try FileHandle(forWritingTo: messagesFile)
      try process.run()
    }

    deinit {
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      for file in [outputFile, messagesFile] { try? FileManager.default.removeItem(at: file) }
    }

    var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }
    var messages: String { (try? String(contentsOf: messagesFile, encoding: .utf8)) ?? "" }

    func wait() -> Result {
      process.waitUntilExit()
      let ended = process.terminationReason == .uncaughtSignal
      return Result(
        status: ended ? -1 : process.terminationStatus, signal: ended ? process.terminationStatus : nil,
        output: output, messages: messages)
    }
  }

  static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
    try Running(arguments, environment: environment).wait()
  }

  /// Runs a line of shell in which the built program is `millrace`; output and errors together.
  static func shell(_ command: String, in directory: URL, home: String? = nil) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = directory
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = "\(folder.path):\(environment["PATH"] ?? "/usr/bin:/bin")"
    environment["MILLRACE_HOME"] = home
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// Compiles the C example of the SDK to `initials.so` in the folder.
  static func buildInitials(into folder: URL) throws {
    let sdk = root.appendingPathComponent("SDK")
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/cc")
    compiler.arguments = [
      "-shared", "-fPIC", "-fvisibility=hidden", "-I", sdk.appendingPathComponent("include").path,
      "-o", folder.appendingPathComponent("initials.so").path, sdk.appendingPathComponent("examples/c/initials.c").path,
    ]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
  }
}

/// A folder of its own that goes when the test is over.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
