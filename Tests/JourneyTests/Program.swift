import Foundation

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
