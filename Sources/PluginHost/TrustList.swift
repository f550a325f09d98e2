import Foundation

/// The files that may run in Millrace's own process, by SHA-256: a text file of lines `sha256  name`.
public struct TrustList: Sendable {
  public let url: URL

  public init(url: URL) { self.url = url }

  /// The hashes in the file; none where it does not exist. Throws ``PluginHostError`` with code `file`.
  public func hashes() throws -> Set<String> { fatalError("not yet") }

  public func trust(_ file: PluginFile) throws { fatalError("not yet") }
  /// False where it was not trusted.
  public func untrust(_ file: PluginFile) throws -> Bool { fatalError("not yet") }
}
