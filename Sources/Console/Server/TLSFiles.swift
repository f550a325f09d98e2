import Foundation
import HummingbirdTLS
import NIOSSL

/// The certificate chain and private key of the console, PEM both.
public struct TLSFiles: Sendable, Equatable {
  public var certificate: URL
  public var privateKey: URL

  public init(certificate: URL, privateKey: URL) {
    self.certificate = certificate
    self.privateKey = privateKey
  }

  /// TLS 1.2 and later. Throws ``ConsoleError`` where a file is not as it must be.
  func configuration() throws(ConsoleError) -> TLSConfiguration {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificate.path).map { NIOSSLCertificateSource.certificate($0) }
      let key = try NIOSSLPrivateKey(file: privateKey.path, format: .pem)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv12
      return configuration
    } catch {
      throw ConsoleError(
        .address, "\(certificate.path) and \(privateKey.path) are no certificate with its key",
        hint: "settings.yaml names two PEM files that the user who serves may read")
    }
  }
}
