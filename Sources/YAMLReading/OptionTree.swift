import Records
import Yams

/// What a file says, as the reading of it understood it: which mappings have options, and what those are by default.
///
/// Two files that mean the same have trees without a difference, however they are written.
public indirect enum OptionTree: Sendable {
  case options([Option])
  case list([OptionTree])
  /// A scalar, or what is read as a whole, such as a plugin's configuration.
  case value(JSONValue)

  public struct Option: Sendable {
    public var key: String
    /// What is written; nil where the option is not.
    var written: OptionTree?
    /// What it then is; nil: nothing.
    var fallback: JSONValue?
  }

  /// The tree of a node that was read with `diagnostics`.
  public init(_ node: Node, _ diagnostics: Diagnostics) {
    switch node {
    case .mapping(let mapping) where diagnostics.readings[node.position] != nil:
      let reading = diagnostics.readings[node.position]!
      self = .options(
        reading.keys.map { key in
          let value = mapping.first { $0.key.string == key }?.value
          let fallback = reading.defaults[key]
          return Option(
            key: key, written: value.flatMap { $0.isNull ? nil : Self.tree($0, fallback, diagnostics) },
            fallback: fallback)
        })
    case .sequence(let sequence):
      self = .list(sequence.map { OptionTree($0, diagnostics) })
    default:
      var positions: [String: SourcePosition] = [:]
      self = .value(node.jsonValue(recording: &positions, diagnostics))
    }
  }

  /// `yes` is true where an option is a switch.
  private static func tree(_ node: Node, _ fallback: JSONValue?, _ diagnostics: Diagnostics) -> OptionTree {
    if case .bool = fallback, let flag = node.bool { return .value(.bool(flag)) }
    return OptionTree(node, diagnostics)
  }

  /// What is written.
  public var json: JSONValue {
    switch self {
    case .options(let options):
      .object(options.compactMap { option in option.written.map { .init(key: option.key, value: $0.json) } })
    case .list(let elements): .array(elements.map(\.json))
    case .value(let value): value
    }
  }

  /// What names an element of a list among the others: its `field`, else its first option, where that is a text.
  var name: String? {
    switch self {
    case .options(let options):
      let written = options.filter { $0.written != nil }
      guard case .value(let value) = (written.first { $0.key == "field" } ?? written.first)?.written else { return nil }
      return value.name
    case .list: return nil
    case .value(let value): return value.name
    }
  }

  /// The first option of a mapping says what kind of thing it is.
  var firstKey: String? {
    guard case .options(let options) = self else { return nil }
    return options.first { $0.written != nil }?.key
  }
}

extension JSONValue {
  fileprivate var name: String? {
    switch self {
    case .string(let text): text
    case .integer, .number, .bool: text
    case .null, .array, .object: nil
    }
  }
}
