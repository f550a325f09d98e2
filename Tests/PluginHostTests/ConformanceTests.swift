import Records
import Testing

@testable import PluginHost

/// What the ABI promises, in both placements: one body, and the results are the same.
@Suite struct ConformanceTests {
  static let people = [
    #"{"email":"ann@example.com","name":"Ann","age":41,"amount":1.50}"#,
    #"{"email":"bob@example.org","name":"Bób 😀","age":70,"amount":12345678901234567890}"#,
    #"{"name":null,"age":"unknown","amount":-0,"twin":true}"#,
    #"{"email":"no address","name":"Dan","age":30,"amount":1e3}"#,
  ]

  func run(_ processors: String..., on rows: [String] = people, in placement: Placement) throws -> ChainRun {
    try ChainRun(processors.map { ("conduct", $0) }, rows: rows, placement: placement)
  }

  @Test(arguments: Placement.allCases)
  func `a processor that does nothing changes nothing`(placement: Placement) throws {
    let result = try run("pass", in: placement)
    #expect(result.rows == Self.people)
    #expect(result.numbers == [[1, 2, 3, 4]])
    #expect(result.counters[0].rowsIn == 4 && result.counters[0].kept == 4)
  }

  @Test(arguments: Placement.allCases)
  func `texts are written`(placement: Placement) throws {
    let rows = try run("upper", in: placement).rows
    #expect(rows[0].contains(#""name":"ANN""#))
    #expect(rows[1].contains(#""name":"BóB 😀""#))
    #expect(rows[2].contains(#""name":null"#))
  }

  @Test(arguments: Placement.allCases)
  func `a text may be a part of an input text`(placement: Placement) throws {
    let rows = try run("domain", in: placement).rows
    #expect(rows[1].contains(#""domain":"example.org""#))
    #expect(!rows[2].contains("domain") && !rows[3].contains("domain"))
  }

  @Test(arguments: Placement.allCases)
  func `rows are kept, dropped and rejected, and the first verdict stands`(placement: Placement) throws {
    let result = try run("judge", in: placement)
    #expect(result.numbers == [[3, 4]])
    #expect(
      result.rejections == [
        .init(number: 2, step: 1, code: "conduct:7", field: "age", reason: "is more than 60")
      ])
    let counters = result.counters[0]
    #expect(counters.filtered == 1 && counters.rejected == 1 && counters.kept == 2)
    #expect(counters.filterReasons == [FilterReason(reason: "age is odd", count: 1)])
  }

  @Test(arguments: Placement.allCases)
  func `reasons have no control characters`(placement: Placement) throws {
    let result = try run("paint", in: placement)
    #expect(result.rejections.map(\.reason) == ["r \"é", "r \"é"])
    #expect(result.rejections.map(\.field) == ["a b", "a b"])
    #expect(result.counters[0].filterReasons == [FilterReason(reason: " [2J ", count: 2)])
  }

  @Test(arguments: Placement.allCases)
  func `fields are renamed, replaced and removed`(placement: Placement) throws {
    let rows = try run("rename-fields", in: placement).rows
    #expect(rows[0] == #"{"mail":"ann@example.com","amount":"Ann"}"#)
    #expect(rows[2] == #"{"amount":null,"twin":true}"#)
  }

  @Test(arguments: Placement.allCases)
  func `a removed field can be made again, a new one renamed or removed`(placement: Placement) throws {
    let rows = try run("shuffle", in: placement).rows
    #expect(rows[0].contains(#""name":0"#) && rows[3].contains(#""name":3"#))
    #expect(rows.allSatisfy { $0.contains(#""second":true"#) && !$0.contains("shadow") && !$0.contains("first") })
  }

  @Test(arguments: Placement.allCases)
  func `every kind of value goes through`(placement: Placement) throws {
    let row = try run("kinds", on: ["{}"], in: placement).rows[0]
    let value = try JSONValue(parsing: row)
    #expect(value["null"] == .null && value["bool"] == true && value["int"] == -42 && value["double"] == 0.1)
    #expect(value["text"] == .string("\"quoted\" \\ ü 😀\n"))
    #expect(value["time"] == "2023-11-14T22:13:20.123456Z")
    #expect(value["list"] == [1, "a", ["b": nil]] && value["object"] == ["a": [true, -1500.0]])
    #expect(value["empty"] == "")
  }

  @Test(arguments: Placement.allCases)
  func `a copied number keeps its spelling, a changed one does not`(placement: Placement) throws {
    let rows = try run("numbers", in: placement).rows
    #expect(rows[0].contains(#""copy":1.50"#) && rows[0].contains(#""age":42"#))
    #expect(rows[1].contains(#""copy":12345678901234567890"#) && rows[1].contains(#""age":71"#))
    #expect(rows[3].contains(#""copy":1e3"#))
  }

  @Test(arguments: Placement.allCases)
  func `derived rows pass the remaining steps, behind their parents`(placement: Placement) throws {
    let result = try run("twins", "upper", in: placement)
    #expect(result.batches.count == 2)
    #expect(result.batches[1] == [#"{"name":"TWIN","age":"unknown","amount":-0,"twin":false,"number":3}"#])
    #expect(result.numbers[1] == [3])
    #expect(result.counters[0].derived == 1 && result.counters[1].rowsIn == 5)
  }

  @Test(arguments: Placement.allCases)
  func `many derived rows become several batches`(placement: Placement) throws {
    let rows = (1...1500).map { #"{"id":\#($0),"twin":true,"note":"\#(String(repeating: "x", count: $0 % 50))"}"# }
    let result = try run("twins", "pass", on: rows, in: placement)
    #expect(result.batches.map(\.count) == [1024, 1024, 476, 476])
    #expect(result.batches[3].last == #"{"id":1500,"twin":false,"note":"","name":"twin","number":1500}"#)
  }

  @Test(arguments: Placement.allCases)
  func `what is held back comes at the end`(placement: Placement) throws {
    let result = try run("judge", "count", "kinds", in: placement)
    #expect(result.batches.count == 2)
    #expect(try JSONValue(parsing: result.batches[1][0])["count"] == 2)
    #expect(result.numbers[1] == [0])
  }

  @Test(arguments: Placement.allCases)
  func `rows that an earlier step took out stay out`(placement: Placement) throws {
    let result = try run("judge", "upper", "judge", in: placement)
    #expect(result.numbers == [[3, 4]])
    #expect(result.counters.map(\.rowsIn) == [4, 2, 2])
    #expect(result.rejections.count == 1)
  }

  @Test(arguments: Placement.allCases)
  func `the processor gets its configuration as JSON`(placement: Placement) throws {
    let result = try ChainRun(
      [("conduct", "tell-config")], rows: ["{}"], placement: placement, config: ["fields": ["é", "\""]])
    #expect(try JSONValue(parsing: result.rows[0])["config"] == #"{"fields":["é","\""]}"#)
  }

  @Test(arguments: Placement.allCases)
  func `wrong arguments are answered, not obeyed`(placement: Placement) throws {
    let result = try run("bad-arguments", in: placement)
    #expect(result.rejections == [])
    #expect(result.rows == Self.people)
  }

  @Test(arguments: Placement.allCases)
  func `a plugin that talks without end is not listened to without end`(placement: Placement) throws {
    #expect(try run("talk", in: placement).rows == Self.people)
  }

  @Test func `both placements give the same`() throws {
    let rows = (0..<3000).map { number in
      let address = number % 7 == 0 ? "" : #""email":"user\#(number)@example.com","#
      return
        #"{\#(address)"name":"Näme \#(number)","age":\#(number % 90),"amount":\#(number).50,"twin":\#(number % 11 == 0)}"#
    }
    let steps = ["upper", "domain", "judge", "twins", "numbers", "kinds", "rename-fields", "count"]
    let results = try Placement.allCases.map {
      try ChainRun(steps.map { ("conduct", $0) }, rows: rows, placement: $0).result
    }
    #expect(results[0] == results[1])
    #expect(results[0].rows.count > 1000)
  }
}
