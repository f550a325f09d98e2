/// Takes e-mail addresses out of text that others wrote, before it is logged or told.
public enum AddressMask {
  /// The text with `(e-mail)` for each address. Where there is one, white space becomes a space.
  public static func masked(_ text: String) -> String {
    guard isSuspect(text) else { return text }
    return text.split(whereSeparator: \.isWhitespace).map { isSuspect($0) ? masked(word: $0) : String($0) }
      .joined(separator: " ")
  }

  private static func isSuspect(_ text: some StringProtocol) -> Bool {
    text.utf8.contains(UInt8(ascii: "@")) || text.contains("%40")
  }

  /// Keeps the punctuation around an address: `email:'a@b.c',` becomes `email:'(e-mail)',`.
  private static func masked(word: Substring) -> String {
    let around: Set<Character> = ["'", "\"", "`", ",", ";", ":", "(", ")", "[", "]", "<", ">", "{", "}", "="]
    return word.split(omittingEmptySubsequences: false) { around.contains($0) }
      .reduce(into: "") { result, part in
        result += isSuspect(part) ? "(e-mail)" : part
        if part.endIndex < word.endIndex { result.append(word[part.endIndex]) }
      }
  }
}
