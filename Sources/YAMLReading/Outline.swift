import Records
import Yams

/// A YAML text as blocks of entries, each with its comments: what a layout is made of.
struct Outline {
  let source: SourceText
  /// Nil where the root is a scalar or empty.
  let root: OutlineBlock?
  let rootNode: Node
  /// Comments above everything, with a blank line below them.
  private(set) var header: [OutlineComment] = []
  private var entries: [OutlineEntry] = []
  private var opaque: [Range<Int>] = []

  init(
    _ text: String, _ node: Node, _ readings: [SourcePosition: OptionReading]
  ) throws(YAMLFormat.Refusal) {
    source = SourceText(text)
    rootNode = node
    var builder = OutlineBuilder(source: source, readings: readings)
    try builder.refuseDirectives()
    root = try builder.build(node, owner: nil).block
    entries = builder.entries
    opaque = builder.opaque
    attachComments()
  }

  // MARK: Comments

  private mutating func attachComments() {
    var index = 0
    // In one gap between entries, what follows a comment cannot belong further inside than it.
    var outermost: (index: Int, depth: Int) = (-1, 0)
    for comment in source.comments(outside: opaque) {
      while index < entries.count, entries[index].start <= comment.offset { index += 1 }
      if outermost.index != index { outermost = (index, .max) }
      let kept = OutlineComment(text: comment.text, column: comment.column, isBelowBlankLine: comment.isBelowBlankLine)
      let next = index < entries.count ? entries[index] : nil
      guard index > 0 else {
        if let next { next.leading.append(kept) } else { header.append(kept) }
        continue
      }
      let last = entries[index - 1]
      if !comment.isAlone {
        last.whole(at: comment.offset).trail(kept)
      } else if last.block == nil, comment.offset < last.end {
        last.leading.append(kept)
      } else if !comment.isBehindDash,
        let block = last.container.blocks(without: next).first(where: {
          $0.depth <= outermost.depth && $0.takes(comment)
        })
      {
        outermost.depth = block.depth
        block.tail.append(kept)
      } else if let next {
        outermost.depth = -1
        next.leading.append(kept)
      } else {
        root?.tail.append(kept)
      }
    }
    guard let first = entries.first else { return }
    // What a blank line parts from the first entry is about the file.
    let count =
      first.isBelowBlankLine
      ? first.leading.count : first.leading.lastIndex { $0.isBelowBlankLine } ?? 0
    header = Array(first.leading[..<count])
    first.leading.removeFirst(count)
    if count > 0 { first.isBelowBlankLine = first.isBelowBlankLine && !first.leading.isEmpty }
  }
}

struct OutlineComment {
  var text: String
  var column: Int
  var isBelowBlankLine: Bool
}

/// A mapping or list that is not empty.
final class OutlineBlock {
  let isMapping: Bool
  /// Whether it is written in brackets.
  let isFlow: Bool
  /// What the mapping can have, where it was read option by option.
  let reading: OptionReading?
  unowned(unsafe) let owner: OutlineEntry?
  let depth: Int
  /// Where its entries begin.
  var column = 0
  var end = 0
  var entries: [OutlineEntry] = []
  /// Comments below the last entry.
  var tail: [OutlineComment] = []

  init(_ node: Node, isFlow: Bool, reading: OptionReading?, owner: OutlineEntry?) {
    isMapping = node.mapping != nil
    self.isFlow = isFlow
    self.reading = reading
    self.owner = owner
    depth = (owner?.container.depth ?? -1) + 1
  }

  /// In the documented order; others follow in their own.
  var ordered: [OutlineEntry] {
    guard let keys = reading?.keys else { return entries }
    func place(_ entry: OutlineEntry) -> Int { entry.key?.string.flatMap { keys.firstIndex(of: $0) } ?? keys.count }
    return entries.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(
      \.element)
  }

  /// This block and those around it, from the inside, as far as they do not hold the entry.
  func blocks(without entry: OutlineEntry?) -> [OutlineBlock] {
    var holding: [OutlineBlock] = []
    var outer = entry?.container
    while let block = outer {
      holding.append(block)
      outer = block.owner?.container
    }
    var blocks: [OutlineBlock] = []
    var next: OutlineBlock? = self
    while let block = next, !holding.contains(where: { $0 === block }) {
      blocks.append(block)
      next = block.owner?.container
    }
    return blocks
  }

  /// Whether a comment behind the last entry is still one of this block.
  func takes(_ comment: SourceComment) -> Bool { isFlow ? comment.offset < end : column <= comment.column }
}

/// An option with its value, or an element of a list.
final class OutlineEntry {
  let key: Node?
  let value: Node
  unowned(unsafe) let container: OutlineBlock
  let start: Int
  fileprivate(set) var isBelowBlankLine: Bool
  var end = 0
  /// Nil for a scalar and for what is empty.
  var block: OutlineBlock?
  /// Comments above it.
  var leading: [OutlineComment] = []
  /// The comment on its line.
  var trailing: OutlineComment?

  init(key: Node?, value: Node, in container: OutlineBlock, start: Int, isBelowBlankLine: Bool) {
    self.key = key
    self.value = value
    self.container = container
    self.start = start
    self.isBelowBlankLine = isBelowBlankLine
  }

  /// The entry whose value the brackets around this one are, where they are closed before `offset`.
  func whole(at offset: Int) -> OutlineEntry {
    guard container.isFlow, container.end <= offset, let owner = container.owner else { return self }
    return owner.whole(at: offset)
  }

  func trail(_ comment: OutlineComment) {
    if trailing == nil { trailing = comment } else { leading.append(comment) }
  }
}
