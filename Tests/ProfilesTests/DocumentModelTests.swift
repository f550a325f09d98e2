import Foundation
import Fuzzing
import Profiles
import Records
import Testing

/// The strategies written down as plainly as possible, on whole values.
private struct Model {
  var values: [(name: String, values: [JSONValue])] = []

  subscript(name: String) -> [JSONValue] {
    get { values.first { $0.name == name }?.values ?? [] }
    set {
      if let index = values.firstIndex(where: { $0.name == name }) {
        if newValue.isEmpty { values.remove(at: index) } else { values[index].values = newValue }
      } else if !newValue.isEmpty {
        values.append((name, newValue))
      }
    }
  }

  mutating func apply(_ property: Property, _ strategy: Strategy, _ value: JSONValue?) {
    let given: [JSONValue] = value.map { $0.array ?? [$0] } ?? []
    let present = given.filter { $0 != .null && $0 != .string("") }
    var accepted: [JSONValue] = []
    for element in present {
      guard let element = Self.accept(element, strategy == .sum ? .number : property.type) else { return }
      accepted.append(element)
    }
    if strategy == .sum {
      let known = self[property.name].compactMap { Self.accept($0, .number) }
      guard !accepted.isEmpty, known.count == self[property.name].count else { return }
      let total = Self.number((known + accepted).reduce(Decimal.zero) { $0 + Decimal(string: $1.text)! })
      self[property.name] = [property.type.isNumeric ? total : .string(total.text)]
      return
    }
    if accepted.isEmpty {
      if strategy == .setOrClear { self[property.name] = [] }
      return
    }
    var result: [JSONValue] = strategy == .add ? self[property.name] : []
    for element in accepted where !result.contains(element) { result.append(element) }
    if strategy == .setIfEmpty, !self[property.name].isEmpty { return }
    self[property.name] = result
  }

  private static func accept(_ value: JSONValue, _ type: Property.ValueType) -> JSONValue? {
    switch (type, value) {
    case (.text, .string): value
    case (.text, .integer), (.text, .number), (.text, .bool): .string(value.text)
    case (.number, .integer), (.number, .number): number(Decimal(string: value.text)!)
    case (.number, .string(let text)): Double(text).map { _ in number(Decimal(string: text)!) }
    default: Optional.none
    }
  }

  private static func number(_ decimal: Decimal) -> JSONValue { try! JSONValue(parsing: decimal.description) }

  var json: JSONValue { .object(values.map { JSONValue.Member(key: $0.name, value: .array($0.values)) }) }
}

@Suite struct DocumentModelTests {
  static let properties = [
    Property(name: "t1"), Property(name: "n1", type: .number), Property(name: "t2"),
    Property(name: "n2", type: .number), Property(name: "t3"),
  ]

  static func randomValue(_ random: inout some RandomNumberGenerator) -> JSONValue? {
    let texts = [
      "", "a", "b", "A", "quote\"", "back\\slash", "line\nend", "é", "😀", "7", "-0.5", "\u{1}",
      "longer text than a word",
    ]
    switch Int.random(in: 0..<11, using: &random) {
    case 0: return nil
    case 1: return .null
    case 2: return .bool(.random(using: &random))
    case 3, 4: return .integer(.random(in: -3...300, using: &random))
    case 5: return .number(Double(Int.random(in: -99...99, using: &random)) / 8)
    case 6: return .object([.init(key: "x", value: 1)])
    case 7, 8: return .array((0..<Int.random(in: 0...4, using: &random)).compactMap { _ in randomValue(&random) })
    default: return .string(texts.randomElement(using: &random)!)
    }
  }

  static func given(_ value: JSONValue?) -> Given {
    switch value {
    case nil: .absent
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer, .number: .number(value!.text)
    case .string(let text): .text(text)
    case .array: .list(value!.text)
    case .object: .object(value!.text)
    }
  }

  @Test func `random edits give what the plain model gives`() throws {
    var random = SeededGenerator(seed: 20_260_131)
    let editor = DocumentEditor(properties: Self.properties)
    for _ in 0..<300 {
      // What the editor does not know must stay.
      var model = Model(values: [("other", [.string("stays")])])
      var document = #"{"other":["stays"]}"#
      for _ in 0..<12 {
        try editor.begin(document)
        let before = model.json
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          let index = Self.properties.indices.randomElement(using: &random)!
          let strategy = Strategy.allCases.randomElement(using: &random)!
          let value = Self.randomValue(&random)
          editor.give(strategy, Self.given(value), to: index)
          model.apply(Self.properties[index], strategy, value)
        }
        let isChanged = editor.finish()
        #expect(isChanged == (editor.text != document))
        document = editor.text
        let result = try JSONValue(parsing: document)
        try #require(sorted(result) == sorted(model.json), "after \(before.text)")
      }
    }
  }

  /// Order of properties is the editor's own business.
  private func sorted(_ json: JSONValue) -> [JSONValue.Member] { json.object!.sorted { $0.key < $1.key } }

  @Test func `damage is noticed or harmless, never a crash`() throws {
    var random = SeededGenerator(seed: 7)
    let editor = DocumentEditor(properties: Self.properties)
    let good = Array(#"{"t1":["a","quote\""],"n1":[1,-2.5],"x":["\u00e9"],"t2":["long enough for words"]}"#.utf8)
    var tally = FuzzTally("stored documents", usual: 5_000)
    for _ in 0..<tally.rounds {
      var bytes = good
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: Int.random(in: 0..<bytes.count, using: &random))
        default: bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &random))
        }
      }
      do {
        try bytes.withUnsafeBytes { try editor.begin($0) }
      } catch let error as ProfilesError {
        #expect(error.code == .corruptDocument)
        tally.refuse()
        continue
      }
      for index in Self.properties.indices {
        editor.give(.add, .text("added"), to: index)
        for value in editor.values(index) { _ = value.text }
      }
      editor.finish()
      tally.accept()
    }
    tally.report()
  }
}
