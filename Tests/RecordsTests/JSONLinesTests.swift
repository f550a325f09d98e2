import Foundation
import Testing

@testable import Records

/// A file of its own that goes when the test is over.
final class TemporaryFile {
  let path: String

  init(_ bytes: some Collection<UInt8>) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

  deinit { unlink(path) }
}

/// Reads a whole text and gives back what the writer makes of it, with the rejections.
func passThrough(_ text: some Collection<UInt8>, change: (Batch) throws -> Void = { _ in }) throws
  -> (text: String, rejections: [(number: UInt64, reason: String)])
{
  let file = try TemporaryFile(text)
  let reader = try JSONLinesReader(path: file.path)
  let writer = try JSONLinesWriter()
  let batch = try Batch()
  var rejections: [(UInt64, String)] = []
  while try reader.read(into: batch) {
    try change(batch)
    rejections += batch.rejections.map { (batch.rowNumbers[$0.row], $0.reason) }
    try writer.prepare(batch)
    try writer.writeRows(of: batch)
  }
  return (String(decoding: writer.bytes, as: UTF8.self), rejections)
}

@Suite struct JSONLinesTests {
  static let kinds =
    #"{"text":"Ann","empty":"","int":-12,"double":1.50,"big":123456789012345678901,"exp":1E3,"yes":true,"no":false,"none":null,"list":[1,"a",{"b":[]}],"object":{"k":"v","n":{}},"ü€😀":"ü€😀"}"#

  @Test func `what nobody touched is written as it came`() throws {
    let text = Self.kinds + "\n" + #"{"text":"B","new":1}"# + "\n{}\n"
    let result = try passThrough(text.utf8)
    #expect(result.text == text)
    #expect(result.rejections.isEmpty)
  }

  @Test func `cells have kinds and values`() throws {
    let file = try TemporaryFile(Self.kinds)
    let reader = try JSONLinesReader(path: file.path)
    let batch = try Batch()
    #expect(try reader.read(into: batch))
    #expect(batch.rowCount == 1)
    func cell(_ name: String) throws -> mr_cell { batch.cells(try #require(batch.column(named: name)))[0] }
    #expect(try String(decoding: batch.bytes(of: cell("text")), as: UTF8.self) == "Ann")
    #expect(try cell("empty").kind == MR_TEXT && cell("empty").length == 0)
    #expect(try cell("int").kind == MR_INT && cell("int").as.integer == -12)
    #expect(try cell("double").kind == MR_DOUBLE && cell("double").as.number == 1.5)
    #expect(try cell("big").kind == MR_DOUBLE && cell("big").as.number == 123_456_789_012_345_683_968)
    #expect(try cell("yes").kind == MR_BOOL && cell("yes").as.integer == 1)
    #expect(try cell("no").kind == MR_BOOL && cell("no").as.integer == 0)
    #expect(try cell("none").kind == MR_NULL)
    #expect(try cell("list").kind == MR_LIST)
    #expect(try String(decoding: batch.bytes(of: cell("object")), as: UTF8.self) == #"{"k":"v","n":{}}"#)
    #expect(batch.rowNumbers[0] == 1)
    #expect(batch.rowPositions[0] == UInt64(Self.kinds.utf8.count))
    #expect(try !reader.read(into: batch))
  }

  @Test func `a field that a record lacks is absent, and null is not absent`() throws {
    let file = try TemporaryFile("{\"a\":1}\n{\"b\":null}\n")
    let reader = try JSONLinesReader(path: file.path)
    let batch = try Batch()
    #expect(try reader.read(into: batch))
    let a = batch.cells(try #require(batch.column(named: "a")))
    let b = batch.cells(try #require(batch.column(named: "b")))
    #expect(a[0].kind == MR_INT && a[1].kind == MR_ABSENT)
    #expect(b[0].kind == MR_ABSENT && b[1].kind == MR_NULL)
  }

  @Test func `escapes are undone in cells and made again in writing`() throws {
    let file = try TemporaryFile(#"{"\u0061":"x\"y\\z\n\u00e9\ud83d\ude00","b\"c":1}"#)
    let reader = try JSONLinesReader(path: file.path)
    let batch = try Batch()
    #expect(try reader.read(into: batch))
    let cell = batch.cells(try #require(batch.column(named: "a")))[0]
    #expect(String(decoding: batch.bytes(of: cell), as: UTF8.self) == "x\"y\\z\né😀")
    #expect(batch.column(named: "b\"c") != nil)
    let writer = try JSONLinesWriter()
    try writer.prepare(batch)
    try writer.write(row: 0, of: batch)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a":"x\"y\\z\né😀","b\"c":1}"#)
  }

  @Test func `white space, blank lines, carriage returns and a byte order mark are passed over`() throws {
    let text = "\u{FEFF}\n \n { \"a\" : [ 1 , 2 ] , \"b\" : 3 }\r\n\t\n{\"a\":1,\"b\":2}"
    let result = try passThrough(text.utf8)
    #expect(result.text == "{\"a\":[ 1 , 2 ],\"b\":3}\n{\"a\":1,\"b\":2}\n")
    #expect(result.rejections.isEmpty)
  }

  /// Structure is found 64 bytes at a time, and the file is read a window of 1 MB at a time.
  @Test(arguments: ["\n", "\r\n"])
  func `a line may end anywhere, the last one without a line feed`(end: String) throws {
    for length in 0..<140 {
      let line = #"{"a":"\#(String(repeating: "x", count: length))"}"#
      let result = try passThrough((line + end + line).utf8)
      #expect(result.text == line + "\n" + line + "\n")
      #expect(result.rejections.isEmpty)
    }
    for length in (1 << 20) - 24...(1 << 20) - 4 {
      let long = #"{"a":"\#(String(repeating: "y", count: length))\\n"}"#
      let result = try passThrough((long + end + "{}" + end + "{\"b\":[]}").utf8)
      #expect(result.text == long + "\n{}\n{\"b\":[]}\n")
      #expect(result.rejections.isEmpty)
    }
  }

  @Test func `a field that stands twice has its last value`() throws {
    #expect(try passThrough(#"{"a":1,"a":2,"b":3}"#.utf8).text == "{\"a\":2,\"b\":3}\n")
  }

  @Test(arguments: [
    "{", "}", "[]", "1", "\"a\"", "null", "x", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1}}", "{\"a\":1} x",
    "{\"a\":1}{\"b\":2}", "{a:1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":tru}",
    "{\"a\":nulll}",
    "{\"a\":[1,]}", "{\"a\":[1 2]}", "{\"a\":[1}}", "{\"a\":{\"b\"}}", "{\"a\":{\"b\":1]}", "{\"a\":\"\\x\"}",
    "{\"a\":\"\\ud800\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":[\"\\q\"]}", "{\"\\q\":1}", "{\"a\":\"", "{\"a\":\"b}",
    "{\"a\":\"\u{1}\"}", "{\"a\":1e999}", "{\"a\":--1}", "{\"a\":\"b\" \"c\"}", "{\"a\":\"b\"c}", "{\"a\" 1}",
    "{\"a\":1 \"b\":2}", "{\"a\":[[]", "{\"a\":{\"b\":{}",
    "{\"a\":" + String(repeating: "[", count: 65)
      + String(repeating: "]", count: 65) + "}",
  ])
  func `a line that is no JSON object is rejected alone`(bad: String) throws {
    let good = #"{"id":1,"name":"x"}"#
    let result = try passThrough("\(good)\n\(bad)\n\(good)\n".utf8)
    #expect(result.text == "\(good)\n\(good)\n")
    #expect(result.rejections.map(\.number) == [2])
    #expect(JSONValueTests.isRefused(bad) || bad.utf8.count > 100 || !bad.hasPrefix("{"))
  }

  @Test func `a line that is not UTF-8 is rejected alone`() throws {
    let good = Array("{\"id\":1}\n".utf8)
    let result = try passThrough(good + Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}\n".utf8) + good)
    #expect(result.text == "{\"id\":1}\n{\"id\":1}\n")
    #expect(result.rejections.map(\.number) == [2])
  }

  @Test func `a record that ends in the middle does not eat the next one`() throws {
    let result = try passThrough("{\"a\":\n{\"b\":1}\n{\"c\":[\n{\"d\":2}]}\n{\"e\":3}\n".utf8)
    #expect(result.text == "{\"b\":1}\n{\"e\":3}\n")
    #expect(result.rejections.map(\.number) == [1, 3, 4])
  }

  @Test func `reading goes on at any record's position`() throws {
    let lines = (1...5000).map { #"{"n":\#($0),"t":"\#(String(repeating: "x", count: $0 % 977))"}"# }
    let file = try TemporaryFile(lines.joined(separator: "\n"))
    let batch = try Batch()
    let whole = try JSONLinesReader(path: file.path)
    var number: UInt64 = 0
    var resume: (position: UInt64, number: UInt64)?
    while try whole.read(into: batch) {
      for row in 0..<batch.rowCount {
        number += 1
        #expect(batch.rowNumbers[row] == number)
        if number == 3333 { resume = (batch.rowPositions[row], number + 1) }
      }
    }
    #expect(number == 5000)
    let from = try #require(resume)
    let rest = try JSONLinesReader(path: file.path, from: from.position, firstNumber: from.number)
    #expect(try rest.read(into: batch))
    #expect(batch.rowNumbers[0] == 3334)
    #expect(batch.cells(try #require(batch.column(named: "n")))[0].as.integer == 3334)
  }

  @Test func `a line over the limit is rejected and the rest is read`() throws {
    let huge = #"{"a":""# + String(repeating: "x", count: 33 << 20) + #""}"#
    let result = try passThrough(("{\"id\":1}\n" + huge + "\n{\"id\":2}\n").utf8)
    #expect(result.text == "{\"id\":1}\n{\"id\":2}\n")
    #expect(result.rejections.map(\.number) == [2])
  }

  @Test func `large lines within the limit are read`() throws {
    let large = #"{"a":""# + String(repeating: "y", count: 9 << 20) + #""}"#
    let result = try passThrough((large + "\n{\"id\":2}\n").utf8)
    #expect(result.text == large + "\n{\"id\":2}\n")
  }

  @Test func `more fields than a batch holds reject the record, not the file`() throws {
    let wide = "{" + (0..<5000).map { "\"f\($0)\":1" }.joined(separator: ",") + "}"
    let result = try passThrough(("{\"id\":1}\n" + wide + "\n{\"id\":2}\n").utf8)
    #expect(result.text.hasPrefix("{\"id\":1}\n"))
    #expect(result.rejections.map(\.number) == [2])
  }

  @Test func `values that a step made are written in their form`() throws {
    let result = try passThrough("{\"keep\":1,\"drop\":2,\"tail\":3}\n".utf8) { batch in
      mrb_columns(batch.region)[try #require(batch.column(named: "drop"))].removed = 1
      let cells = batch.cells(try batch.addColumn(named: "made", step: 1))
      cells[0] = mr_cell(kind: UInt8(MR_DOUBLE), flags: 0, spelling: 0, length: 0, as: .init(number: 2))
      let time = batch.cells(try batch.addColumn(named: "at", step: 1))
      time[0] = mr_cell(kind: UInt8(MR_TIME), flags: 0, spelling: 0, length: 0, as: .init(integer: 951_782_400_001_000))
      let before = batch.cells(try batch.addColumn(named: "before", step: 1))
      before[0] = mr_cell(kind: UInt8(MR_TIME), flags: 0, spelling: 0, length: 0, as: .init(integer: -1))
      let text = batch.cells(try batch.addColumn(named: "text", step: 1))
      try Array("a\"\u{7}".utf8).withUnsafeBytes { try batch.set(text, kind: MR_TEXT, bytes: $0) }
    }
    #expect(
      result.text
        == #"{"keep":1,"tail":3,"made":2.0,"at":"2000-02-29T00:00:00.001Z","before":"1969-12-31T23:59:59.999999Z","text":"a\"\u0007"}"#
        + "\n")
  }
}
