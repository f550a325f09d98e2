/// An address that mail can be sent to, such as `ops@example.com`: in ASCII, without a name, comment or quotes, so that it
/// can stand in a header and in a command to a mail server as it is.
public struct EmailAddress: Sendable, Hashable, CustomStringConvertible {
  public let text: String

  /// What is wrong where it is none.
  public static let remedy = "write it as name@example.com, without a name before it"

  /// Nil where the text is no such address. RFC 5321 limits the lengths.
  public init?(_ text: String) {
    guard text.utf8.count <= 254,
      let parts = text.wholeMatch(of: /([A-Za-z0-9!#$%&'*+\/=?^_`{|}~.-]{1,64})@([A-Za-z0-9.-]+)/),
      Self.isDotted(parts.1), Self.isDotted(parts.2)
    else { return nil }
    let labels = parts.2.split(separator: ".")
    guard labels.count > 1 || parts.2.lowercased() == "localhost",
      labels.allSatisfy({ $0.count <= 63 && $0.first != "-" && $0.last != "-" })
    else { return nil }
    self.text = text
  }

  public var description: String { text }

  /// What stands behind the `@`.
  public var domain: Substring { text[text.index(after: text.lastIndex(of: "@")!)...] }

  private static func isDotted(_ text: Substring) -> Bool {
    !text.hasPrefix(".") && !text.hasSuffix(".") && !text.contains("..")
  }
}
