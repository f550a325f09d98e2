import Foundation
import YAMLReading

/// Where the web console is.
public struct ConsoleSettings: Sendable, Equatable {
  /// `HOST:PORT`; nil: the standard address on loopback.
  public var listen: String?
  /// PEM files; both or none. Without them the console is on loopback alone.
  public var certificate: URL?
  public var privateKey: URL?

  public init(listen: String? = nil, certificate: URL? = nil, privateKey: URL? = nil) {
    self.listen = listen
    self.certificate = certificate
    self.privateKey = privateKey
  }

  static func read(_ reader: MappingReader) -> ConsoleSettings {
    func file(_ key: String, _ sentence: String) -> URL? {
      reader.optionalText(key, sentence).map {
        URL(fileURLWithPath: $0, relativeTo: reader.diagnostics.folder).absoluteURL
      }
    }
    let settings = ConsoleSettings(
      listen: reader.optionalText("listen", "The console's address, HOST:PORT; 127.0.0.1:8731 where nothing is said."),
      certificate: file(
        "certificate",
        "A PEM file with the certificate and those between it and its root; needed where 'listen' is not on loopback."),
      privateKey: file("private_key", "The PEM file of its key, readable for the user who serves alone."))
    if (settings.certificate == nil) != (settings.privateKey == nil) {
      reader.diagnostics.error(at: reader.node, "'certificate' and 'private_key' belong together")
    }
    return settings
  }
}
