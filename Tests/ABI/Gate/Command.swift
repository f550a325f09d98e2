import Foundation

enum Command {
  struct Failed: Error, CustomStringConvertible { let description: String }

  /// What a program printed. Throws where it did not end well.
  @discardableResult
  static func run(_ command: String...) throws -> String {
    let result = try status(command)
    guard result.status == 0 else { throw Failed(description: "\(command.joined(separator: " ")): \(result.output)") }
    return result.output
  }

  static func status(_ command: String...) throws -> (status: Int32, output: String) { try status(command) }

  private static func status(_ command: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
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

/// Headers, as they are and as they were.
enum Headers {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let present = root.appendingPathComponent("SDK/include")
  static let versions = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  private static let folder = root.appendingPathComponent("Tests/ABI/released")

  static func released(_ version: String) -> URL { folder.appendingPathComponent(version) }
}
