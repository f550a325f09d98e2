import Foundation

/// A plugin's file as it was when it was opened: its bytes in sealed memory, their SHA-256, and where they came from.
public final class PluginFile: Sendable {
  public let path: String
  /// Lower-case hexadecimal.
  public let sha256: String
  /// A sealed memory file, open as long as this object lives.
  let descriptor: Int32

  /// Reads the file once. Throws ``PluginHostError`` with code `file`.
  public init(reading path: String) throws { fatalError("not yet") }
}
