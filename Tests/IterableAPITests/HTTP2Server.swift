import Foundation
import TestSupport

/// nginx as a server of HTTP/2 over TLS, on a free port of 127.0.0.1; each answer names the protocol that it was asked in.
final class HTTP2Server {
  private static let nginx = URL(fileURLWithPath: "/usr/sbin/nginx")
  static let isInstalled = FileManager.default.isExecutableFile(atPath: nginx.path)

  let port: Int
  let certificate: String
  private let place: SpoolPlace
  private let process = Process()

  init() throws {
    place = try SpoolPlace()
    let folder = place.folder
    let (certificate, key) = try TLSServer.makeCertificate(in: folder)
    self.certificate = certificate
    port = try Self.freePort()
    let configuration = folder.appendingPathComponent("nginx.conf")
    try """
    daemon off; master_process off; pid \(folder.path)/pid; error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path \(folder.path); proxy_temp_path \(folder.path); fastcgi_temp_path \(folder.path);
      uwsgi_temp_path \(folder.path); scgi_temp_path \(folder.path);
      server {
        listen 127.0.0.1:\(port) ssl http2;
        ssl_certificate \(certificate); ssl_certificate_key \(key);
        location / { return 200 '{"lists":[{"id":7,"name":"$server_protocol"}]}'; }
      }
    }
    """.write(to: configuration, atomically: true, encoding: .utf8)
    process.executableURL = Self.nginx
    process.arguments = ["-c", configuration.path, "-p", folder.path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<500 where !Self.isListening(port) { usleep(10_000) }
  }

  func stop() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static func freePort() throws -> Int {
    let server = LoopbackServer(LoopbackServer.Answer(""))
    defer { server.stop() }
    return server.port
  }

  private static func isListening(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    } == 0
  }
}
