import Records
import Yams

/// Reads one YAML mapping, option by option, each with the sentence that documents it.
///
/// Every option is asked for in one place, by name, kind and sentence; the sentence becomes the hint where a value is
/// missing or of the wrong kind. What was not asked for is an unknown key, reported when the reading is over. A value
/// that is wrong is reported and its default is used, so that one reading finds everything.
public final class MappingReader {
  public let node: Node
  public let diagnostics: Diagnostics
  /// What the mapping is, for messages: "a goal".
  private let what: String
  private let entries: [(key: Node, value: Node)]
  private var reading = OptionReading()

  /// Reads `node` with `body`; nil where it is no mapping.
  public static func read<Value>(
    _ node: Node, as what: String, _ diagnostics: Diagnostics, _ body: (MappingReader) -> Value
  ) -> Value? {
    guard case .mapping(let mapping) = node else {
      diagnostics.error(at: node, "\(what) is a mapping of options, this is \(node.kind)")
      return nil
    }
    let reader = MappingReader(node, mapping, what, diagnostics)
    let value = body(reader)
    reader.reportUnknownKeys()
    diagnostics.note(reader.reading, at: node.position)
    return value
  }

  private init(_ node: Node, _ mapping: Node.Mapping, _ what: String, _ diagnostics: Diagnostics) {
    self.node = node
    self.what = what
    self.diagnostics = diagnostics
    entries = mapping.map { (key: $0.key, value: $0.value) }
  }

  private func reportUnknownKeys() {
    for (key, _) in entries {
      guard let name = key.string else {
        diagnostics.error(at: key, "an option's name is a text, this is \(key.kind)")
        continue
      }
      if reading.knows(name) { continue }
      diagnostics.error(
        at: key, "unknown key '\(name)' in \(what)", hint: Suggestion.hint(for: name, among: reading.keys))
    }
  }

  // MARK: Asking

  /// The options that are written before the others, in this order, though they are not read so.
  public func writesFirst(_ keys: String...) { reading.lead(with: keys) }

  /// The option's value; nil where it is absent or null, which means `fallback`. `sentence` documents it.
  public func value(_ key: String, _ sentence: String? = nil, meaning fallback: JSONValue? = nil) -> Node? {
    reading.note(key)
    if let fallback { reading.note(key, default: fallback) }
    if let sentence { diagnostics.note(DocumentedOption(of: what, key: key, sentence: sentence)) }
    guard let value = entries.first(where: { $0.key.string == key })?.value, !value.isNull else { return nil }
    return value
  }

  /// Where the option is named; the mapping itself where it is absent.
  public func keyNode(_ key: String) -> Node { entries.first { $0.key.string == key }?.key ?? node }

  public func text(_ key: String, _ sentence: String, default fallback: String) -> String {
    reading.note(key, default: .string(fallback))
    return optionalText(key, sentence) ?? fallback
  }

  public func optionalText(_ key: String, _ sentence: String) -> String? {
    value(key, sentence).flatMap { text(of: $0, "'\(key)'", sentence) }
  }

  /// An empty text where it is missing, which is reported.
  public func requiredText(_ key: String, _ sentence: String) -> String {
    guard let value = value(key, sentence) else {
      diagnostics.error(at: node, "\(what) has no '\(key)'", hint: sentence)
      return ""
    }
    return text(of: value, "'\(key)'", sentence) ?? ""
  }

  public func boolean(_ key: String, _ sentence: String, default fallback: Bool) -> Bool {
    reading.note(key, default: .bool(fallback))
    guard let value = value(key, sentence) else { return fallback }
    guard value.tag == Tag(.bool), let flag = value.bool else {
      diagnostics.error(at: value, "'\(key)' is true or false, this is \(value.kind)", hint: sentence)
      return fallback
    }
    return flag
  }

  public func number(_ key: String, _ sentence: String, default fallback: Double, in range: ClosedRange<Double>)
    -> Double
  {
    reading.note(key, default: Int64(exactly: fallback).map(JSONValue.integer) ?? .number(fallback))
    guard let value = value(key, sentence) else { return fallback }
    guard let number = Self.number(of: value), range.contains(number) else {
      let limits = "\(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
      diagnostics.error(at: value, "'\(key)' is a number from \(limits)", hint: sentence)
      return fallback
    }
    return number
  }

  public func integer(
    _ key: String, _ sentence: String, in range: ClosedRange<Int>, meaning fallback: JSONValue? = nil
  ) -> Int? {
    value(key, sentence, meaning: fallback).flatMap { integer(of: $0, "'\(key)'", sentence, in: range) }
  }

  public func choice<Value: RawRepresentable & CaseIterable>(_ key: String, _ sentence: String, default fallback: Value)
    -> Value
  where Value.RawValue == String {
    let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
    reading.note(key, default: .string(fallback.rawValue))
    return value(key, "\(sentence) One of \(words).").flatMap { choice(of: $0, "'\(key)'", sentence) } ?? fallback
  }

  public func list<Element>(_ key: String, _ sentence: String, _ element: (Node) -> Element?) -> [Element] {
    reading.note(key, default: [])
    guard let value = value(key, sentence) else { return [] }
    guard let elements = value.sequence else {
      diagnostics.error(at: value, "'\(key)' is a list, this is \(value.kind)", hint: sentence)
      return []
    }
    return elements.compactMap(element)
  }

  public func texts(_ key: String, _ sentence: String) -> [String] {
    list(key, sentence) { text(of: $0, "each of '\(key)'", sentence) }
  }

  public func mapping<Value>(_ key: String, _ body: (MappingReader) -> Value) -> Value? {
    value(key).flatMap { Self.read($0, as: "'\(key)'", diagnostics, body) }
  }

  public func mappings<Element>(
    _ key: String, _ sentence: String, each what: String, _ body: (MappingReader) -> Element
  ) -> [Element] {
    list(key, sentence) { Self.read($0, as: what, diagnostics, body) }
  }

  /// Reports every text that stands in `nodes` a second time.
  public func reportRepeats(_ nodes: [Node], _ rule: String) {
    var first: [String: SourcePosition] = [:]
    for node in nodes {
      guard let text = node.string else { continue }
      if let earlier = first[text] {
        diagnostics.error(at: node, "'\(text)' stands in line \(earlier.line) already: \(rule)")
      } else {
        first[text] = node.position
      }
    }
  }

  // MARK: Values

  public func text(of node: Node, _ name: String, _ sentence: String) -> String? {
    guard let text = node.string, !node.isNull, !text.isEmpty else {
      diagnostics.error(at: node, "\(name) is a text, this is \(node.kind)", hint: sentence)
      return nil
    }
    return text
  }

  public func integer(of node: Node, _ name: String, _ sentence: String, in range: ClosedRange<Int>) -> Int? {
    guard node.tag == Tag(.int), let number = node.int, range.contains(number) else {
      diagnostics.error(
        at: node, "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)", hint: sentence)
      return nil
    }
    return number
  }

  public func choice<Value: RawRepresentable & CaseIterable>(of node: Node, _ name: String, _ sentence: String)
    -> Value?
  where Value.RawValue == String {
    if let word = node.string, let value = Value(rawValue: word) { return value }
    let known = Value.allCases.map(\.rawValue)
    let near = node.string.flatMap { Suggestion.nearest(to: $0, among: known) }
    diagnostics.error(
      at: node, "\(name) is one of \(known.joined(separator: ", "))",
      hint: near.map { "did you mean '\($0)'?" } ?? sentence)
    return nil
  }

  private static func number(of node: Node) -> Double? {
    switch node.tag {
    case Tag(.int): node.int.map(Double.init)
    case Tag(.float): node.float
    default: nil
    }
  }

  private static func plain(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(number)
  }
}
