import Testing

@testable import Records

@Suite struct JSONValueTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-1", "9223372036854775807", "0.5", "\"\"", "[]", "{}",
    #"{"a":[1,2.5,{"b":null}],"c":"x\"y\\z\nü€😀"}"#, #"["\u0001"]"#,
  ])
  func `text that was parsed is written as it came`(text: String) throws {
    #expect(try JSONValue(parsing: text).text == text)
  }

  @Test func `escapes are undone`() throws {
    #expect(try JSONValue(parsing: #""\u00e9\ud83d\ude00\/\b\f\t""#) == .string("é😀/\u{8}\u{c}\t"))
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "+1", "nul", "\"a", "\"\\x\"", "\"\\ud800\"", "1 2",
    "{\"a\":1,\"a\":2}", "\"\u{1}\"", "1e999", "-",
  ])
  func `what is not JSON is refused`(text: String) {
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
  }

  @Test func `depth is bounded`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: deep) }
  }
}

extension JSONValueTests {
  static func isRefused(_ text: String) -> Bool { (try? JSONValue(parsing: text)) == nil }
}
