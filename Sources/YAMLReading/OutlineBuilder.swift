import Records
import Yams

/// Finds the entries of a text, and where they begin and end.
struct OutlineBuilder {
  let source: SourceText
  let readings: [SourcePosition: OptionReading]
  /// In the order of the text, outer ones before inner ones.
  private(set) var entries: [OutlineEntry] = []
  /// What may hold a `#` that begins no comment.
  private(set) var opaque: [Range<Int>] = []

  init(source: SourceText, readings: [SourcePosition: OptionReading]) {
    self.source = source
    self.readings = readings
  }

  func refuseDirectives() throws(YAMLFormat.Refusal) {
    for line in 0..<source.lineCount {
      let range = source.range(ofLine: line)
      if source[range.lowerBound] == "%", !range.isEmpty {
        throw YAMLFormat.Refusal(SourcePosition(line: line + 1, column: 1), "a directive would be lost")
      }
      if !source.isBlank(line: line), source[range.lowerBound] != "#" { return }
    }
  }

  mutating func build(_ node: Node, owner: OutlineEntry?) throws(YAMLFormat.Refusal) -> (block: OutlineBlock?, end: Int)
  {
    let start = source.offset(of: node)
    let first = source[start]
    switch node {
    case .alias: throw YAMLFormat.Refusal(node.position, "an alias would be lost")
    case .scalar(let scalar):
      if scalar.style == .plain || scalar.style == .any, scalar.string.isEmpty { return (nil, start) }
      try refuseProperties(first, at: node)
      guard let end = source.end(of: scalar, at: start) else {
        throw YAMLFormat.Refusal(node.position, "this text is written in a way that cannot be kept")
      }
      switch scalar.style {
      case .singleQuoted, .doubleQuoted: opaque.append(start..<end)
      case .literal, .folded:
        opaque.append(source.range(ofLine: source.line(of: start)).upperBound..<end)
      case .plain, .any: break
      }
      return (nil, end)
    case .mapping(let mapping):
      try refuseProperties(first, at: node)
      let isFlow = first == "{"
      guard !mapping.isEmpty else { return (nil, try close(from: start + 1, at: node)) }
      let block = OutlineBlock(node, isFlow: isFlow, reading: readings[node.position], owner: owner)
      for (key, value) in mapping {
        guard key.scalar != nil else { throw YAMLFormat.Refusal(key.position, "an option's name is no text") }
        _ = try build(key, owner: nil)
        try add(key, value, to: block, start: source.offset(of: key))
      }
      return try finish(block, at: node, column: source.column(of: block.entries[0].start))
    case .sequence(let sequence):
      try refuseProperties(first, at: node)
      guard !sequence.isEmpty else { return (nil, try close(from: start + 1, at: node)) }
      let block = OutlineBlock(node, isFlow: first == "[", reading: nil, owner: owner)
      for value in sequence { try add(nil, value, to: block, start: source.offset(of: value)) }
      // A list's own mark is its first dash.
      return try finish(block, at: node, column: source.column(of: start))
    }
  }

  private mutating func add(
    _ key: Node?, _ value: Node, to block: OutlineBlock, start: Int
  ) throws(YAMLFormat.Refusal) {
    let line = source.line(of: start)
    let entry = OutlineEntry(
      key: key, value: value, in: block, start: start,
      isBelowBlankLine: line > 0 && source.isBlank(line: line - 1))
    block.entries.append(entry)
    entries.append(entry)
    (entry.block, entry.end) = try build(value, owner: entry)
  }

  private func finish(_ block: OutlineBlock, at node: Node, column: Int) throws(YAMLFormat.Refusal) -> (
    OutlineBlock, Int
  ) {
    block.column = column
    block.end = block.entries.last!.end
    if block.isFlow { block.end = try close(from: block.end, at: node) }
    return (block, block.end)
  }

  /// Just behind the bracket that closes a collection whose last element ends at `offset`.
  private func close(from offset: Int, at node: Node) throws(YAMLFormat.Refusal) -> Int {
    var at = offset
    while let scalar = source[at] {
      switch scalar {
      case "}", "]": return at + 1
      case "#": at = source.range(ofLine: source.line(of: at)).upperBound
      case ",", ":": at += 1
      default:
        guard source.isSpace(at) else { throw YAMLFormat.Refusal(node.position, "the end of this is not found") }
        at += 1
      }
    }
    throw YAMLFormat.Refusal(node.position, "the end of this is not found")
  }

  private func refuseProperties(_ first: Unicode.Scalar?, at node: Node) throws(YAMLFormat.Refusal) {
    switch first {
    case "&": throw YAMLFormat.Refusal(node.position, "an anchor would be lost")
    case "*": throw YAMLFormat.Refusal(node.position, "an alias would be lost")
    case "!": throw YAMLFormat.Refusal(node.position, "a tag would be lost")
    default: break
    }
  }
}
