import Foundation
import Records
import Testing
import YAMLReading

@testable import Connections

@Suite struct FormatTests {
  func format(_ text: String) throws -> String { try ConnectionFile(parsing: text, name: "c.yaml").formatted() }

  /// Each file holds a text, a line of dashes, and what it is formatted.
  @Test(arguments: goldenFiles("Formats"))
  func formatsAsExpected(file: URL) throws {
    let parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n----\n")
    let formatted = try format(parts[0] + "\n")
    #expect(formatted == parts[1])
    #expect(try format(formatted) == formatted)
  }

  @Test func `what the README shows is in form`() throws {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let block = try #require(readme.components(separatedBy: "```yaml\n").first { $0.hasPrefix("connection:") })
    let text = block.components(separatedBy: "\n```")[0] + "\n"
    #expect(try format(text) == text)
  }

  @Test func `what cannot be kept is refused, and says where`() throws {
    for (text, place) in [
      ("a: &x 1\nb: *x\n", "c.yaml:1:4"), ("a: !!str 1\n", "c.yaml:1:4"), ("%YAML 1.1\n---\na: 1\n", "c.yaml:1:1"),
      ("a: 1\n? [b]\n: 2\n", "c.yaml:2:3"), ("a: |2\n   x\n", "c.yaml:1:4"), ("a: [1\n", "c.yaml:2:1"),
    ] {
      let error = #expect(throws: ConnectionsError.self) { try format(text) }
      #expect(error?.diagnostics.first?.description.hasPrefix(place) == true, "\(text): \(error?.diagnostics ?? [])")
    }
  }

  /// Files as chance writes them: every option in any order, every style, comments everywhere.
  @Test(arguments: 0..<200) func `a file means the same when it is formatted, keeps its comments, and then stays so`(
    seed: UInt64
  ) throws {
    var writer = ChanceFile(seed: seed)
    let text = writer.text()
    let formatted = try format(text)
    let (before, after) = (
      ConnectionFile(parsing: text, name: "c").options, ConnectionFile(parsing: formatted, name: "c").options
    )
    #expect(before.changes(to: after).isEmpty && after.changes(to: before).isEmpty, "seed \(seed):\n\(text)")
    #expect(try format(formatted) == formatted, "seed \(seed):\n\(text)\n->\n\(formatted)")
    for number in 0..<writer.comments {
      #expect(
        formatted.contains("# note \(number)\n"), "seed \(seed) lost note \(number):\n\(text)\n->\n\(formatted)")
    }
  }
}

func goldenFiles(_ folder: String) -> [URL] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: folder)
  let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
  return (files ?? []).sorted { $0.path() < $1.path() }
}

/// A connection file of chance: right, and written as nobody should.
private struct ChanceFile {
  private var chance: SeededGenerator
  private(set) var comments = 0
  private var lines: [String] = []

  init(seed: UInt64) { chance = SeededGenerator(seed: seed) }

  indirect enum Value {
    case scalar(String)
    case list([Value])
    case mapping([(String, Value)])
  }

  mutating func text() -> String {
    let goal = Value.mapping(
      shuffled(
        [
          ("link", .list([.mapping(shuffled([("field", scalar("email")), ("property", scalar("email"))]))])),
          ("mappings", .list((0..<Int.random(in: 1...3, using: &chance)).map { index in mapping(index) })),
          ("processors", .list([processor()])), ("active", .scalar("yes")),
          ("source", .mapping([("lists", .list([scalar("a list, of names"), .scalar("12345"), scalar("no")]))])),
        ], after: ("import_profiles", scalar("people"))))
    write(
      .mapping(
        shuffled([
          ("connection", scalar("chance")), ("name", scalar("It's a \"name\": with # signs, {and} [more]")),
          ("description", scalar("two\nlines")), ("labels", .list([scalar("true"), scalar("1.5"), scalar("é–x")])),
          ("iterable", .mapping(shuffled([("api_key", scalar("${env:KEY}")), ("data_center", .scalar("eu"))]))),
          ("goals", .list([goal])),
        ])), at: 0)
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func shuffled(
    _ pairs: [(String, Value)], after first: (String, Value)? = nil
  ) -> [(String, Value)] {
    (first.map { [$0] } ?? []) + pairs.shuffled(using: &chance)
  }

  private mutating func mapping(_ index: Int) -> Value {
    .mapping(shuffled([("property", scalar("p\(index)")), ("field", scalar("f\(index)"))]))
  }

  private mutating func processor() -> Value {
    .mapping([
      ("plugin", scalar("transform")),
      (
        "config",
        .mapping(
          shuffled([
            ("operations", .list([.mapping([("concatenate", .mapping([("fields", .list([scalar("a")]))]))])])),
            ("empty", .list([])), ("none", .mapping([])),
          ]))
      ),
    ])
  }

  /// The text in one of its styles.
  private mutating func scalar(_ text: String) -> Value {
    let single = "'" + text.replacing("'", with: "''") + "'"
    let double =
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    let isSafe = text.allSatisfy { $0.isLetter || $0.isNumber } && text != "no" && text != "true" && Double(text) == nil
    let styles = [double] + (text.contains("\n") ? [] : [single]) + (isSafe ? [text] : [])
    return .scalar(styles.randomElement(using: &chance)!)
  }

  // MARK: Writing

  private mutating func comment() -> String {
    defer { comments += 1 }
    return "# note \(comments)"
  }

  private mutating func maybe(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &chance) < percent }

  private mutating func gap(at column: Int) {
    if maybe(10) { lines.append("") }
    if maybe(15) { lines.append(String(repeating: " ", count: column) + comment()) }
    if maybe(5) { lines.append("") }
  }

  private mutating func end(_ line: String) {
    lines.append(
      maybe(15) ? line + String(repeating: " ", count: Int.random(in: 1...9, using: &chance)) + comment() : line)
  }

  private mutating func write(_ value: Value, at column: Int, after first: String? = nil) {
    let spaces = String(repeating: " ", count: column)
    var first = first
    let entries: [(String, Value)] =
      switch value {
      case .mapping(let pairs): pairs.map { ($0.0 + ":", $0.1) }
      case .list(let elements): elements.map { ("-", $0) }
      case .scalar: []
      }
    for (head, value) in entries {
      if first == nil { gap(at: column) }
      let begin = (first ?? spaces) + head
      first = nil
      switch value {
      case .scalar(let text): end(begin + " " + text)
      case .list(let elements) where elements.isEmpty || maybe(40): writeInBrackets(value, after: begin + " ")
      case .mapping(let pairs) where pairs.isEmpty || maybe(40): writeInBrackets(value, after: begin + " ")
      case .mapping where head == "-": write(value, at: column + 2, after: begin + " ")
      default:
        end(begin)
        write(value, at: column + [1, 2, 4].randomElement(using: &chance)!)
      }
    }
    if case .list = value { return }
    if maybe(10) { lines.append(spaces + comment()) }
  }

  /// On one line, or with a break behind every comma.
  private mutating func writeInBrackets(_ value: Value, after first: String) {
    let isBroken = maybe(30)
    let indentation = String(repeating: " ", count: first.count)
    var line = first
    func scalars(_ value: Value) -> [String] {
      switch value {
      case .scalar(let text): [text]
      case .list(let elements):
        ["["] + elements.map { scalars($0) }.joined(separator: [", "]) + ["]"]
      case .mapping(let pairs):
        ["{"] + pairs.map { ["\($0.0): "] + scalars($0.1) }.joined(separator: [", "]) + ["}"]
      }
    }
    for part in scalars(value) {
      line += part
      if isBroken, part == ", " {
        end(line)
        line = indentation
      }
    }
    end(line)
  }
}
