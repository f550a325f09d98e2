import Records
import Yams

/// Changes a YAML text in a few places; everything else in it stays as it is written.
///
/// What it answers false to is written in a way in which it finds no place for the change; nothing is changed then.
public struct YAMLEditor {
  public private(set) var text: String
  private var source: SourceText
  private var root: Node

  /// Nil where the text is no YAML.
  public init?(_ text: String) {
    guard let root = try? Parser(yaml: text).singleRoot() else { return nil }
    self.text = text
    self.root = root
    source = SourceText(text)
  }

  private mutating func replace(_ range: Range<Int>, with new: String) -> Bool {
    let before = source.text(0..<range.lowerBound)
    let after = source.text(range.upperBound..<source.scalars.count)
    guard let changed = YAMLEditor(before + new + after) else { return false }
    self = changed
    return true
  }

  // MARK: Options

  /// Gives an option of the root another value, or the option where it is not there: then behind the first of `behind`
  /// that is. `item` is an element, a mapping, of the root's list `list`, in place of the root.
  public mutating func set(
    _ key: String, to value: String, behind: [String] = [], of item: (list: String, index: Int)? = nil
  ) -> Bool {
    var node: Node? = root
    if let item {
      let list = root.mapping?[item.list]?.sequence
      node = list.flatMap { $0.indices.contains(item.index) ? $0[item.index] : nil }
    }
    guard let node, let mapping = node.mapping else { return false }
    let new = ["true", "false"].contains(value) ? value : ScalarText.text(value)
    if let old = mapping[key] {
      let start = source.offset(of: old)
      guard let scalar = old.scalar, let end = source.end(of: scalar, at: start) else { return false }
      return replace(start..<end, with: (start == end ? " " : "") + new)
    }
    guard let neighbour = behind.lazy.compactMap({ mapping[$0] }).first, let scalar = neighbour.scalar,
      let end = source.end(of: scalar, at: source.offset(of: neighbour))
    else { return false }
    let start = source.offset(of: node)
    if source[start] == "{" { return replace(end..<end, with: ", \(key): \(new)") }
    let place = source.range(ofLine: source.line(of: end)).upperBound
    return replace(
      place..<place, with: "\n" + String(repeating: " ", count: source.column(of: start)) + "\(key): \(new)")
  }

  /// Writes an option of the root anew, whatever it holds: `block` is its lines, the key among them, without an end of line.
  /// Nil removes it. Where it is not there it comes behind the first of `behind` that is, else at the end.
  public mutating func put(_ key: String, _ block: String?, behind: [String] = []) -> Bool {
    guard let mapping = root.mapping, source[source.offset(of: root)] != "{" else { return false }
    let keys = mapping.map(\.key)
    if let index = keys.firstIndex(where: { $0.string == key }) {
      guard let lines = optionLines(keys, index) else { return false }
      return replace(source.fullRange(ofLines: lines), with: block.map { $0 + "\n" } ?? "")
    }
    guard let block else { return true }
    let neighbour = behind.lazy.compactMap { name in keys.firstIndex { $0.string == name } }.first ?? keys.count - 1
    guard let lines = optionLines(keys, neighbour) else { return false }
    let end = source.fullRange(ofLines: lines).upperBound
    let endsLine = end == 0 || source[end - 1].map { $0 == "\n" || $0 == "\r" } ?? true
    return replace(end..<end, with: (endsLine ? "" : "\n") + block + "\n")
  }

  /// From the key's line to the next key's, without the comments and blank lines that belong to that.
  private func optionLines(_ keys: [Node], _ index: Int) -> Range<Int>? {
    let start = source.line(of: source.offset(of: keys[index]))
    var end = index + 1 < keys.count ? source.line(of: source.offset(of: keys[index + 1])) : source.lineCount
    guard end > start else { return nil }
    let column = source.column(of: source.offset(of: keys[index]))
    func isBetween(_ line: Int) -> Bool {
      source.isBlank(line: line)
        || source.indentation(ofLine: line) == column
          && source[source.range(ofLine: line).lowerBound + column] == "#"
    }
    while end - 1 > start, isBetween(end - 1) { end -= 1 }
    return start..<end
  }

  // MARK: Lists

  /// Changes the elements of a list of the root, each as its lines with the comments above it. An element that is added
  /// begins in the first column; it gets the list's indentation. False also where the list is written in brackets.
  public mutating func edit(list key: String, _ body: (inout [String]) -> Void) -> Bool {
    guard let value = root.mapping?[key], let list = value.sequence, !list.isEmpty else {
      return append(list: key, body)
    }
    guard let lines = elementLines(of: value, list) else { return false }
    let old = lines.map { source.text(source.fullRange(ofLines: $0)).endingLine }
    var elements = old
    body(&elements)
    let indentation = String(repeating: " ", count: source.column(of: source.offset(of: value)))
    let known = Set(old)
    let texts = elements.map { known.contains($0) ? $0 : $0.indented(by: indentation) }
    return replace(
      source.fullRange(ofLines: lines.first!.lowerBound..<lines.last!.upperBound),
      with: texts.isEmpty ? "\(indentation)[]\n" : texts.joined())
  }

  /// The first elements of a list that is empty or not there.
  private mutating func append(list key: String, _ body: (inout [String]) -> Void) -> Bool {
    var elements: [String] = []
    body(&elements)
    let text = elements.map { $0.indented(by: "  ") }.joined()
    guard !text.isEmpty, source[source.offset(of: root)] != "{" else { return false }
    guard let mapping = root.mapping, let pair = mapping.first(where: { $0.key.string == key }) else {
      let end = source.scalars.count
      return replace(end..<end, with: (self.text.hasSuffix("\n") ? "" : "\n") + "\(key):\n" + text)
    }
    let start = source.offset(of: pair.value)
    let line = source.range(ofLine: source.line(of: start))
    if let scalar = pair.value.scalar {
      guard scalar.string.isEmpty else { return false }
      return replace(line.upperBound..<line.upperBound, with: "\n" + text.droppingLastLineEnd)
    }
    guard source.line(of: source.offset(of: pair.key)) == source.line(of: start),
      source.text(start..<line.upperBound).prefix(2) == "[]"
    else { return false }
    let rest = source.text(start + 2..<line.upperBound)
    return replace((start - 1)..<line.upperBound, with: rest + "\n" + text.droppingLastLineEnd)
  }

  /// The lines of each element of a list without brackets: from the comments above its dash to the next one's.
  private func elementLines(of value: Node, _ list: Node.Sequence) -> [Range<Int>]? {
    let start = source.offset(of: value)
    guard source[start] == "-" else { return nil }
    let column = source.column(of: start)
    func isDash(_ line: Int) -> Bool {
      let at = source.range(ofLine: line).lowerBound + column
      return source.indentation(ofLine: line) == column && source[at] == "-" && source.isSpace(at + 1)
    }
    func isComment(_ line: Int) -> Bool {
      source[source.range(ofLine: line).lowerBound + source.indentation(ofLine: line)] == "#"
    }
    var dashes: [Int] = []
    for element in list {
      var line = source.line(of: source.offset(of: element))
      while !isDash(line) {
        line -= 1
        guard line >= source.line(of: start) else { return nil }
      }
      // Two elements are on one line where lists are nested without a break.
      guard line > dashes.last ?? -1 else { return nil }
      dashes.append(line)
    }
    var starts: [Int] = []
    for (index, dash) in dashes.enumerated() {
      var line = dash
      let above = index == 0 ? source.line(of: start) : dashes[index - 1]
      while line - 1 > above,
        source.isBlank(line: line - 1) || isComment(line - 1) && source.indentation(ofLine: line - 1) <= column
      {
        line -= 1
      }
      starts.append(line)
    }
    var end = dashes.last! + 1
    for line in end..<max(end, source.lineCount) where !source.isBlank(line: line) {
      let indentation = source.indentation(ofLine: line)
      guard indentation > column else { break }
      end = line + 1
    }
    return starts.indices.map { starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] : end) }
  }
}

extension String {
  fileprivate var endingLine: String { last?.isNewline == true ? self : self + "\n" }

  fileprivate var droppingLastLineEnd: String { last?.isNewline == true ? String(dropLast()) : self }

  fileprivate func indented(by indentation: String) -> String {
    endingLine.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "\n" : indentation + $0 + "\n" }.joined()
  }
}
