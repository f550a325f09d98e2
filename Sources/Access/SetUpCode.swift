/// What whoever starts the first account of an installation has to know: `serve` tells it to the one who started it. Without it,
/// any user of the machine could.
public struct SetUpCode: Sendable, CustomStringConvertible {
  private let text: String

  /// 80 random bits, in letters that are not taken for one another.
  public init() {
    var generator = SystemRandomNumberGenerator()
    let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    text = (0..<16).map { _ in String(letters.randomElement(using: &generator)!) }.joined()
  }

  /// In groups of four.
  public var description: String {
    stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: "-")
  }

  /// Upper or lower case, with or without what stands between the groups.
  public func matches(_ typed: String) -> Bool {
    let typed = typed.uppercased().filter { $0.isLetter || $0.isNumber }
    return Randomness.isEqual(typed, text)
  }
}
