import Foundation

/// A mail server of Debian's python3-aiosmtpd, in a process of its own on loopback.
public final class TestMailServer {
  public struct Mail: Decodable {
    public var from: String
    public var to: [String]
    /// As it came, without the dots that the wire doubles.
    public var data: String
    public var tls: Bool
    public var user: String?
    /// The other side's port: messages over one connection have the same.
    public var peer: Int

    /// The value of a header, with folded lines as they are.
    public func header(_ name: String) -> String? {
      let head = data.components(separatedBy: "\r\n\r\n")[0].replacing("\r\n ", with: "\u{0}")
      return head.components(separatedBy: "\r\n").first { $0.hasPrefix("\(name): ") }
        .map { String($0.dropFirst(name.count + 2)).replacing("\u{0}", with: "\r\n ") }
    }
  }

  public let port: Int
  private let process = Process()
  private let output: URL

  private static let python = URL(fileURLWithPath: "/usr/bin/python3")

  /// Why there is none here; nil where there is.
  public static let isMissing: String? = {
    let look = Process()
    look.executableURL = python
    look.arguments = ["-c", "import aiosmtpd.smtp"]
    look.standardError = FileHandle.nullDevice
    guard (try? look.run()) != nil else { return "there is no /usr/bin/python3" }
    look.waitUntilExit()
    return look.terminationStatus == 0 ? nil : "python3-aiosmtpd is not installed"
  }()

  public init(_ arguments: [String] = []) throws {
    output = FileManager.default.temporaryDirectory.appendingPathComponent("mail-\(UUID().uuidString)")
    try Data().write(to: output)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("mail_server.py")
    process.executableURL = Self.python
    process.arguments = [script.path] + arguments
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    let deadline = Date(timeIntervalSinceNow: 30)
    var lines: [Substring] = []
    while lines.isEmpty, Date() < deadline, process.isRunning {
      usleep(20_000)
      lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
    }
    guard let port = lines.first.flatMap({ Int($0) }) else { throw CocoaError(.executableLoad) }
    self.port = port
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: output)
  }

  public var mails: [Mail] {
    get throws {
      try String(contentsOf: output, encoding: .utf8).split(separator: "\n").dropFirst().map {
        try JSONDecoder().decode(Mail.self, from: Data($0.utf8))
      }
    }
  }
}
