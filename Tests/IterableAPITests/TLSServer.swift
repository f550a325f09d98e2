import Foundation

/// The openssl tool as an https server with a certificate for 127.0.0.1 that nobody knows; serves one answer at `/api/lists`.
final class TLSServer {
  let port: Int
  let certificate: String
  private let key: String
  private let place: SpoolPlace
  private let process = Process()

  init() throws {
    place = try SpoolPlace()
    let folder = place.folder
    (certificate, key) = try Self.makeCertificate(in: folder)
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("api"), withIntermediateDirectories: true)
    let body = #"{"lists":[{"id":7,"name":"News"}]}"#
    try "HTTP/1.0 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      .write(to: folder.appendingPathComponent("api/lists"), atomically: true, encoding: .utf8)
    process.executableURL = Self.openssl
    process.currentDirectoryURL = folder
    process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-HTTP"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = Pipe()
    try process.run()
    // It prints "ACCEPT 127.0.0.1:<port>" when it listens.
    var text = ""
    while !text.contains("\n") || !text.contains("ACCEPT") {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { break }
      text += String(decoding: data, as: UTF8.self)
    }
    port =
      text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") }?
      .split(separator: ":").last.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) } ?? 0
  }

  private static let openssl = URL(fileURLWithPath: "/usr/bin/openssl")

  /// Paths of a certificate for 127.0.0.1 and its key.
  static func makeCertificate(in folder: URL) throws -> (certificate: String, key: String) {
    let certificate = folder.appendingPathComponent("certificate.pem").path
    let key = folder.appendingPathComponent("key.pem").path
    let make = Process()
    make.executableURL = openssl
    make.arguments =
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
      + ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    make.standardError = FileHandle.nullDevice
    try make.run()
    make.waitUntilExit()
    return (certificate, key)
  }

  func stop() {
    kill(process.processIdentifier, SIGKILL)  // it inherits a test thread's mask, which blocks SIGTERM
    process.waitUntilExit()
  }
}
