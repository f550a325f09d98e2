import Yams

/// Writes an outline in a format.
struct Layout {
  private let outline: Outline
  private let format: YAMLFormat
  private var lines: [String] = []

  init(outline: Outline, format: YAMLFormat) {
    self.outline = outline
    self.format = format
    for comment in outline.header { write(comment, at: 0) }
    guard let root = outline.root else {
      lines.append(Self.inline(outline.rootNode))
      return
    }
    if !outline.header.isEmpty { lines.append("") }
    write(root, at: 0)
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  // MARK: Blocks

  /// `first` is what the first line begins with: the dash of the item that the block is.
  private mutating func write(_ block: OutlineBlock, at column: Int, after first: String? = nil) {
    for (index, entry) in block.ordered.enumerated() {
      let isFirst = index == 0
      if !(isFirst && first != nil) {
        for (number, comment) in entry.leading.enumerated() {
          write(comment, at: column, mayBePartedFromAbove: !isFirst || number > 0)
        }
        if entry.isBelowBlankLine, !isFirst || !entry.leading.isEmpty { part() }
      }
      let beginning = isFirst ? first ?? spaces(column) : spaces(column)
      write(entry, after: beginning + (block.isMapping ? ScalarText.key(entry.key!) + ":" : "-"), at: column)
    }
    for comment in block.tail { write(comment, at: column) }
  }

  private mutating func write(_ entry: OutlineEntry, after head: String, at column: Int) {
    guard let block = entry.block else { return writeScalar(entry, after: head, at: column) }
    if !isSpread(block) {
      let line = head + " " + Self.inline(block)
      if line.unicodeScalars.count <= format.width { return write(line, entry.trailing) }
    }
    guard entry.key == nil else {
      write(head, entry.trailing)
      return write(block, at: column + 2)
    }
    // The item's first line is that of the block's first entry, whose comments so come before the dash.
    let inner = block.ordered[0]
    if let trailing = entry.trailing {
      if inner.trailing == nil { inner.trailing = trailing } else { write(trailing, at: column) }
    }
    let line = lines.count
    write(block, at: column + 2, after: head + " ")
    lines.insert(contentsOf: inner.leading.map { spaces(column) + $0.text }, at: line)
  }

  private mutating func writeScalar(_ entry: OutlineEntry, after head: String, at column: Int) {
    guard let scalar = entry.value.scalar, scalar.style == .literal || scalar.style == .folded else {
      let value = Self.inline(entry.value, inBrackets: false)
      return write(value.isEmpty ? head : head + " " + value, entry.trailing)
    }
    let source = outline.source
    let start = source.offset(of: entry.value)
    let header = source.text(start..<source.range(ofLine: source.line(of: start)).upperBound)
    write(head + " " + header.prefix { !$0.isWhitespace && $0 != "#" }, entry.trailing)
    let body = source.bodyLines(ofBlockScalar: scalar, at: start) ?? 0..<0
    let indentation = body.first { !source.isBlank(line: $0) }.map { source.indentation(ofLine: $0) } ?? 0
    for line in body {
      let range = source.range(ofLine: line)
      let text = range.count > indentation ? source.text(range.lowerBound + indentation..<range.upperBound) : ""
      lines.append(text.isEmpty ? "" : spaces(column + 2) + text)
    }
  }

  /// Whether each entry has a line of its own however short it is.
  private func isSpread(_ block: OutlineBlock) -> Bool {
    if hasComments(block) || !block.fitsInBrackets || block.height > 2 { return true }
    if let list = block.listOption { return format.lineByLine.contains(list) || format.spreadOut.contains(list) }
    return block.owner?.container.listOption.map(format.spreadOut.contains) ?? false
  }

  private func hasComments(_ block: OutlineBlock) -> Bool {
    !block.tail.isEmpty
      || block.entries.contains { entry in
        !entry.leading.isEmpty || entry.trailing != nil || entry.block.map(hasComments) ?? false
      }
  }

  // MARK: Lines

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  private mutating func part() {
    if lines.last?.isEmpty == false { lines.append("") }
  }

  private mutating func write(_ comment: OutlineComment, at column: Int, mayBePartedFromAbove: Bool = true) {
    if comment.isBelowBlankLine, mayBePartedFromAbove { part() }
    lines.append(spaces(column) + comment.text)
  }

  /// A comment behind a line keeps its column where there is room.
  private mutating func write(_ line: String, _ comment: OutlineComment?) {
    guard let comment else { return lines.append(line) }
    lines.append(line + spaces(max(1, comment.column - line.unicodeScalars.count)) + comment.text)
  }

  private static func inline(_ block: OutlineBlock) -> String {
    let entries = block.ordered.map { entry in
      let value = entry.block.map { inline($0) } ?? inline(entry.value)
      return entry.key.map { "\(ScalarText.key($0)): \(value)" } ?? value
    }.joined(separator: ", ")
    return block.isMapping ? "{ \(entries) }" : "[\(entries)]"
  }

  /// A scalar, or what is empty.
  private static func inline(_ node: Node, inBrackets: Bool = true) -> String {
    switch node {
    case .scalar(let scalar): ScalarText.of(scalar, inBrackets: inBrackets)
    case .sequence: "[]"
    case .mapping: "{}"
    case .alias: ""
    }
  }
}

extension OutlineBlock {
  /// The option whose list this is, where it is one that was read.
  fileprivate var listOption: String? {
    guard !isMapping, let owner, owner.container.reading != nil else { return nil }
    return owner.key?.string
  }

  /// How many brackets would stand around its innermost value.
  fileprivate var height: Int { 1 + (entries.map { $0.block?.height ?? ($0.value.scalar == nil ? 1 : 0) }.max() ?? 0) }

  fileprivate var fitsInBrackets: Bool {
    entries.allSatisfy { entry in
      entry.block?.fitsInBrackets ?? (entry.value.scalar?.style != .literal && entry.value.scalar?.style != .folded)
    }
  }
}
