/// What a plugin may need beyond memory and time; see `millrace/capabilities.h`.
public struct Capabilities: OptionSet, Sendable, Codable, Hashable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Sockets of the Internet, and names looked up.
  public static let network = Capabilities(rawValue: 1)
  /// Reading files in folders that the operator names.
  public static let files = Capabilities(rawValue: 2)
  /// Threads of its own.
  public static let threads = Capabilities(rawValue: 4)
  public static let all: Capabilities = [.network, .files, .threads]

  private static let words: [(capability: Capabilities, name: String)] = [
    (.network, "network"), (.files, "files"), (.threads, "threads"),
  ]

  /// The capability of this name; nil where there is none.
  public init?(name: String) {
    guard let word = Self.words.first(where: { $0.name == name }) else { return nil }
    self = word.capability
  }

  /// Their words, as people say and type them.
  public var names: [String] { Self.words.filter { contains($0.capability) }.map(\.name) }
}
