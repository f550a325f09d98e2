import Foundation
import Profiles
import Records
import Testing

@Suite struct DocumentEditorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var type: Property.ValueType
    var before: String
    var strategy: Strategy
    var value: @Sendable () -> Given
    var after: String
    var outcome: ApplyOutcome

    init(
      _ type: Property.ValueType, _ before: String, _ strategy: Strategy,
      _ value: @autoclosure @escaping @Sendable () -> Given,
      _ after: String, _ outcome: ApplyOutcome
    ) {
      (self.type, self.before, self.strategy, self.value) = (type, before, strategy, value)
      (self.after, self.outcome) = (after, outcome)
    }

    var testDescription: String { "\(type.rawValue) \(before) \(strategy.rawValue) \(value())" }
  }

  static let a = #"{"p":["a"]}"#

  @Test(arguments: [
    Case(.text, "{}", .set, .text("a"), a, .changed),
    Case(.text, a, .set, .text("a"), a, .unchanged),
    Case(.text, a, .set, .text("b"), #"{"p":["b"]}"#, .changed),
    Case(.text, #"{"p":["a","b"]}"#, .set, .text("a"), a, .changed),
    Case(.text, a, .set, .list(#"["b", "c","b"]"#), #"{"p":["b","c"]}"#, .changed),
    Case(.text, a, .set, .absent, a, .nothingToSet),
    Case(.text, a, .set, .null, a, .nothingToSet),
    Case(.text, a, .set, .text(""), a, .nothingToSet),
    Case(.text, a, .set, .list("[]"), a, .nothingToSet),
    Case(.text, a, .set, .list(#"[null,""]"#), a, .nothingToSet),
    Case(.text, a, .setIfEmpty, .text("b"), a, .unchanged),
    Case(.text, "{}", .setIfEmpty, .text("b"), #"{"p":["b"]}"#, .changed),
    Case(.text, "{}", .setIfEmpty, .null, "{}", .nothingToSet),
    Case(.text, a, .setOrClear, .text("b"), #"{"p":["b"]}"#, .changed),
    Case(.text, a, .setOrClear, .absent, "{}", .changed),
    Case(.text, a, .setOrClear, .null, "{}", .changed),
    Case(.text, a, .setOrClear, .text(""), "{}", .changed),
    Case(.text, a, .setOrClear, .list("[ ]"), "{}", .changed),
    Case(.text, "{}", .setOrClear, .null, "{}", .unchanged),
    Case(.text, "{}", .add, .text("a"), a, .changed),
    Case(.text, a, .add, .text("a"), a, .unchanged),
    Case(.text, a, .add, .text("A"), #"{"p":["a","A"]}"#, .changed),
    Case(.text, a, .add, .list(#"["b","a","c"]"#), #"{"p":["a","b","c"]}"#, .changed),
    Case(.text, a, .add, .list(#"["a","a"]"#), a, .unchanged),
    Case(.text, a, .add, .null, a, .nothingToSet),
  ])
  func `strategies and empty values`(_ test: Case) throws {
    let (after, outcome) = try DocumentEditor(test.type).edit(test.before, test.strategy, test.value())
    #expect(after == test.after)
    #expect(outcome == test.outcome)
  }

  @Test(arguments: [
    Case(.number, "{}", .sum, .number("5"), #"{"p":[5]}"#, .changed),
    Case(.number, #"{"p":[0.1]}"#, .sum, .number("0.2"), #"{"p":[0.3]}"#, .changed),
    Case(.number, #"{"p":[5]}"#, .sum, .number("-5"), #"{"p":[0]}"#, .changed),
    Case(.number, #"{"p":[5]}"#, .sum, .number("0"), #"{"p":[5]}"#, .unchanged),
    Case(.number, #"{"p":[1,2]}"#, .sum, .number("3"), #"{"p":[6]}"#, .changed),
    Case(.number, #"{"p":[1]}"#, .sum, .list("[2,2]"), #"{"p":[5]}"#, .changed),
    Case(
      .decimal, #"{"p":[9007199254740993]}"#, .sum, .text(" 0.000001 "), #"{"p":[9007199254740993.000001]}"#, .changed),
    Case(.currency, #"{"p":[-0.01]}"#, .sum, .number("1e2"), #"{"p":[99.99]}"#, .changed),
    Case(.number, #"{"p":[1]}"#, .sum, .text("many"), #"{"p":[1]}"#, .notANumber),
    Case(.number, #"{"p":[1]}"#, .sum, .bool(true), #"{"p":[1]}"#, .notANumber),
    Case(.number, #"{"p":[1]}"#, .sum, .list(#"[1,"x"]"#), #"{"p":[1]}"#, .notANumber),
    Case(.number, #"{"p":[1]}"#, .sum, .null, #"{"p":[1]}"#, .nothingToSet),
    Case(.text, #"{"p":["7"]}"#, .sum, .number("1"), #"{"p":["8"]}"#, .changed),
    Case(.text, #"{"p":["x"]}"#, .sum, .number("1"), #"{"p":["x"]}"#, .notANumber),
    Case(.email, "{}", .sum, .number("1"), "{}", .notANumber),
    Case(
      .number, #"{"p":[100000000000000000000000000000000000]}"#, .sum, .number("0.01"),
      #"{"p":[100000000000000000000000000000000000]}"#, .tooLong),
  ])
  func `sums are exact`(_ test: Case) throws {
    let (after, outcome) = try DocumentEditor(test.type).edit(test.before, test.strategy, test.value())
    #expect(after == test.after)
    #expect(outcome == test.outcome)
  }

  @Test(arguments: [
    Case(.text, "{}", .set, .number("12.50"), #"{"p":["12.50"]}"#, .changed),
    Case(.text, "{}", .set, .bool(false), #"{"p":["false"]}"#, .changed),
    Case(.text, "{}", .set, .time(1_500_000), #"{"p":["1970-01-01T00:00:01.5Z"]}"#, .changed),
    Case(.text, "{}", .set, .object("{}"), "{}", .invalidForType),
    Case(.text, "{}", .set, .list("[[1]]"), "{}", .invalidForType),
    Case(.text, "{}", .set, .list(#"["a",{}]"#), "{}", .invalidForType),
    Case(.text, "{}", .set, .text("a\"b\\c\n\u{1}é"), #"{"p":["a\"b\\c\n\u0001é"]}"#, .changed),
    Case(.text, "{}", .set, .list(#"["\u0041\/\ud83d\ude00"]"#), #"{"p":["A/😀"]}"#, .changed),
    Case(.email, "{}", .set, .text("  Ann@Example.com\t"), #"{"p":["Ann@Example.com"]}"#, .changed),
    Case(.email, "{}", .set, .text("   "), "{}", .nothingToSet),
    Case(.email, "{}", .set, .text("ann"), "{}", .invalidForType),
    Case(.email, "{}", .set, .text("a@b@c"), "{}", .invalidForType),
    Case(.email, "{}", .set, .text("a b@c"), "{}", .invalidForType),
    Case(.email, "{}", .set, .number("1"), "{}", .invalidForType),
    Case(.number, "{}", .set, .number("12.50"), #"{"p":[12.5]}"#, .changed),
    Case(.number, #"{"p":[12.5]}"#, .set, .text("012.500"), #"{"p":[12.5]}"#, .unchanged),
    Case(.number, "{}", .set, .number("-0"), #"{"p":[0]}"#, .changed),
    Case(.number, "{}", .set, .number("1E+3"), #"{"p":[1000]}"#, .changed),
    Case(.number, "{}", .set, .number("1e300"), #"{"p":[1e300]}"#, .changed),
    Case(.number, "{}", .set, .number("1e999"), "{}", .tooLong),
    Case(.number, "{}", .set, .text("abc"), "{}", .invalidForType),
    Case(.number, "{}", .set, .text("1,5"), "{}", .invalidForType),
    Case(.number, "{}", .set, .bool(true), "{}", .invalidForType),
    Case(.number, "{}", .add, .list("[1, 1.0 ,2]"), #"{"p":[1,2]}"#, .changed),
    Case(.dateTime, "{}", .set, .text("2026-01-31"), #"{"p":["2026-01-31T00:00:00Z"]}"#, .changed),
    Case(.dateTime, "{}", .set, .text("2026-01-31 08:00:00"), #"{"p":["2026-01-31T08:00:00Z"]}"#, .changed),
    Case(.dateTime, "{}", .set, .text("2026-01-31 08:00:00 +00:00"), #"{"p":["2026-01-31T08:00:00Z"]}"#, .changed),
    Case(
      .dateTime, "{}", .set, .text("2026-01-31T08:00:00.250+02:00"), #"{"p":["2026-01-31T06:00:00.25Z"]}"#, .changed),
    Case(.dateTime, "{}", .set, .text("2026-01-31T08:00:00.000Z"), #"{"p":["2026-01-31T08:00:00Z"]}"#, .changed),
    Case(
      .dateTime, "{}", .set, .text("2025-12-19T22:43:34.134105.000Z"), #"{"p":["2025-12-19T22:43:34.134105Z"]}"#,
      .changed),
    Case(.dateTime, "{}", .set, .text("2025-12-19 22:43:34 +0000"), #"{"p":["2025-12-19T22:43:34Z"]}"#, .changed),
    Case(.dateTime, "{}", .set, .time(-1), #"{"p":["1969-12-31T23:59:59.999999Z"]}"#, .changed),
    Case(.dateTime, "{}", .set, .text("2025-02-29"), "{}", .invalidForType),
    Case(.dateTime, "{}", .set, .text("yesterday"), "{}", .invalidForType),
    Case(.dateTime, "{}", .set, .number("1769846400"), "{}", .invalidForType),
  ])
  func `values fit their type or are refused`(_ test: Case) throws {
    let (after, outcome) = try DocumentEditor(test.type).edit(test.before, test.strategy, test.value())
    #expect(after == test.after)
    #expect(outcome == test.outcome)
  }

  @Test func `too long a value is refused and the property keeps what it had`() throws {
    let editor = DocumentEditor(.text)
    #expect(try editor.edit(Self.a, .set, .text(String(repeating: "x", count: 65_537))) == (Self.a, .tooLong))
    #expect(try editor.edit("{}", .set, .text(String(repeating: "x", count: 65_536))).1 == .changed)
    let many = "[" + (0..<1_001).map(String.init).joined(separator: ",") + "]"
    #expect(try editor.edit(Self.a, .add, .list(many)) == (Self.a, .tooLong))
  }

  @Test func `other properties keep their bytes and their order`() throws {
    let editor = DocumentEditor(properties: ["b", "d", "new"].map { Property(name: $0) })
    try editor.begin(#"{"a":["\u00e9"],"b":["1"],"c":[1.50],"d":["2"],"e":["5"]}"#)
    editor.give(.set, .text("x"), to: 0)
    editor.give(.setOrClear, .null, to: 1)
    editor.give(.set, .text("n"), to: 2)
    #expect(editor.finish())
    #expect(editor.text == #"{"a":["\u00e9"],"b":["x"],"c":[1.50],"e":["5"],"new":["n"]}"#)
  }

  @Test func `changing there and back is no change`() throws {
    let editor = DocumentEditor(.text)
    try editor.begin(Self.a)
    #expect(editor.give(.set, .text("b")) == .changed)
    #expect(editor.give(.set, .text("a")) == .changed)
    #expect(!editor.finish())
    #expect(editor.text == Self.a)
  }

  @Test func `several values of one record add up in the order of their mappings`() throws {
    let editor = DocumentEditor(.text)
    editor.begin()
    for text in ["a", "b", "a", "c"] { editor.give(.add, .text(text)) }
    #expect(editor.finish())
    #expect(editor.text == #"{"p":["a","b","c"]}"#)
  }

  @Test func `identifier changes follow the comparable form`() throws {
    func changes(_ before: String, _ strategy: Strategy, _ value: Given) throws -> [String] {
      let editor = DocumentEditor(.email, isIdentifier: true)
      _ = try editor.edit(before, strategy, value)
      var changes: [String] = []
      editor.forEachIdentifierChange { property, key, isAdded in
        changes.append((isAdded ? "+" : "-") + property.name + " " + String(decoding: key, as: UTF8.self))
      }
      return changes
    }
    #expect(try changes("{}", .set, .text("Ann@X.com")) == ["+p ann@x.com"])
    #expect(try changes(#"{"p":["a@x.com"]}"#, .set, .text("B@x.com")) == ["-p a@x.com", "+p b@x.com"])
    #expect(try changes(#"{"p":["A@x.com"]}"#, .set, .text("a@X.com")) == [])
    #expect(try changes(#"{"p":["A@x.com","a@x.com"]}"#, .set, .text("a@x.com")) == [])
    #expect(try changes(#"{"p":["a@x.com"]}"#, .setOrClear, .null) == ["-p a@x.com"])
    #expect(try changes(#"{"p":["É@x.com"]}"#, .add, .text("é@x.com")) == [])
  }

  @Test(arguments: [
    "", "[]", "{", "}", "{}x", #"{"p":["a"}"#, #"{"p":["a"]"#, #"{"p":["a"],}"#, #"{"p":[]}"#, #"{"p":"a"}"#,
    #"{"p":["a",]}"#, #"{"p":[a]}"#, #"{"p":["a]}"#, #"{"p" : ["a"]}"#, #"{"p":["a"],"p":["b"]}"#,
    "{\"p\":[\"a\u{1}\"]}",
  ])
  func `a damaged document is refused and the editor is good for the next`(_ document: String) throws {
    let editor = DocumentEditor(.text)
    let error = #expect(throws: ProfilesError.self) { try editor.begin(document) }
    #expect(error?.code == .corruptDocument)
    #expect(try editor.edit(Self.a, .add, .text("b")) == (#"{"p":["a","b"]}"#, .changed))
  }
}
