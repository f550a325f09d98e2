import Foundation

/// Certificates for 127.0.0.1 that only those trust who are told to.
public struct TestCertificate {
  let folder: URL
  public var certificate: String { folder.appendingPathComponent("certificate.pem").path }
  public var key: String { folder.appendingPathComponent("key.pem").path }

  public init(in folder: URL, name: String = "IP:127.0.0.1") throws {
    self.folder = folder
    let make = Process()
    make.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    make.arguments =
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
      + ["-subj", "/CN=test", "-addext", "subjectAltName=\(name)", "-keyout", key, "-out", certificate]
    make.standardError = FileHandle.nullDevice
    try make.run()
    make.waitUntilExit()
    guard make.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  }
}
