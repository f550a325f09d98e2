/// Values at the edges, which records have once in a million.
enum OddValues {
  static let texts: [String] = [
    "", " ", "\0", "a\0b", "\n\r\t", "\u{7F}\u{1B}[2J", "é", "e\u{301}", "\u{FEFF}bom", "ẞßſ", "İıI", "😀", "👩‍👩‍👧‍👦", "🇳🇱",
    "\u{FFFD}", "\u{FFFF}", "\u{10FFFF}", "\u{E000}", "\u{D7FF}", "\u{202E}txt.exe", "עברית ערבית", "日本語", "Z̸a̸l̸g̸o̸",
    "\"quoted\"", "back\\slash", "%s%n%d", "'; drop table--", "${env:HOME}", "<b>&amp;", "NaN", "null", "1e999", "@",
    "@@",
    "a@b", ".@.", "x@y.z@w", String(repeating: "a", count: 300) + "@example.com", String(repeating: "ä", count: 5000),
  ]
  static let integers: [Int64] = [0, 1, -1, 255, -128, 1 << 31, 1 << 53, (1 << 53) + 1, .max, .min]
  static let numbers: [Double] = [
    0, -0.0, 0.1, -1.5, 1e15, 1e16, 1e308, -1e308, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    9_007_199_254_740_993,
  ]
  static let times: [Int64] = [0, -1, -62_135_596_800_000_000, 253_402_300_799_999_999, 1_709_251_199_999_999]
  static let lists: [String] = [
    "[]", "[null]", "[\"\"]", "[1,1.0,\"1\",true]", "[[[]]]", "[{\"a\":{\"b\":[]}}]",
    "[\"\\u0000\",\"\\ud83d\\ude00\"]",
    "[ 1 , 2 ]", "[\"b\",\"a\",\"b\"]", "[-0.0,1e5,123456789012345678901234567890]",
  ]
  static let objects: [String] = [
    "{}", "{\"\":\"\"}", "{\"a\":null}", "{\"a\":{\"a\":{\"a\":1}}}", "{\"street\":\"Main\",\"no\":5}",
    "{\"a.b\":1,\"a\":{\"b\":2}}",
    "{\"\\u0000\":[]}", "{ \"x\" : 1 }",
  ]

  /// A list in a list, this deep; what Millrace itself reads of records.
  static func deepList(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  static let everyKind: [Record.Value] =
    [.null, .bool(true), .bool(false)] + integers.map { .integer($0) } + numbers.map { .number($0) }
    + texts.map { .text($0) } + times.map { .time($0) } + lists.map { .list($0) } + objects.map { .object($0) }
}
