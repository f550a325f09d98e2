import Records
import Yams

/// A YAML text as the marks of its nodes count it: by line and by Unicode scalar.
struct SourceText {
  let scalars: [Unicode.Scalar]
  /// Where each line begins.
  private let lineStarts: [Int]

  private static let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
  private static let blanks: Set<Unicode.Scalar> = [" ", "\t"]

  init(_ text: String) {
    var scalars = Array(text.unicodeScalars)
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    var starts = [0]
    for (index, scalar) in scalars.enumerated() where Self.breaks.contains(scalar) {
      if scalar == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" { continue }
      starts.append(index + 1)
    }
    self.scalars = scalars
    lineStarts = starts
  }

  var lineCount: Int { lineStarts.count }

  subscript(offset: Int) -> Unicode.Scalar? { scalars.indices.contains(offset) ? scalars[offset] : nil }

  func text(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range.clamped(to: scalars.indices)]))
  }

  // MARK: Places

  func offset(of node: Node) -> Int {
    let position = node.position
    guard position.line <= lineStarts.count else { return scalars.count }
    return min(lineStarts[position.line - 1] + position.column - 1, scalars.count)
  }

  /// The index of the line that holds the offset.
  func line(of offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  func column(of offset: Int) -> Int { offset - lineStarts[line(of: offset)] }

  /// The line's content, without its end.
  func range(ofLine line: Int) -> Range<Int> {
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : scalars.count
    while end > start, Self.breaks.contains(scalars[end - 1]) { end -= 1 }
    return start..<end
  }

  /// The lines with their ends.
  func fullRange(ofLines lines: Range<Int>) -> Range<Int> {
    lineStarts[lines.lowerBound]..<(lines.upperBound < lineStarts.count ? lineStarts[lines.upperBound] : scalars.count)
  }

  func isBlank(line: Int) -> Bool { range(ofLine: line).allSatisfy { Self.blanks.contains(scalars[$0]) } }

  /// How many spaces the line begins with.
  func indentation(ofLine line: Int) -> Int { range(ofLine: line).prefix { scalars[$0] == " " }.count }

  func isSpace(_ offset: Int) -> Bool {
    self[offset].map { Self.blanks.contains($0) || Self.breaks.contains($0) } ?? false
  }

  // MARK: Extents

  /// Just behind the scalar; nil where its text is not found as it was read.
  func end(of scalar: Node.Scalar, at start: Int) -> Int? {
    switch scalar.style {
    case .doubleQuoted:
      var at = start + 1
      while let next = self[at], next != "\"" { at += next == "\\" ? 2 : 1 }
      return self[start] == "\"" && at < scalars.count ? at + 1 : nil
    case .singleQuoted:
      var at = start + 1
      while let next = self[at], next != "'" || self[at + 1] == "'" { at += next == "'" ? 2 : 1 }
      return self[start] == "'" && at < scalars.count ? at + 1 : nil
    case .literal, .folded:
      return bodyLines(ofBlockScalar: scalar, at: start).map { lines in
        range(ofLine: lines.isEmpty ? line(of: start) : lines.upperBound - 1).upperBound
      }
    case .plain, .any:
      return plainEnd(Array(scalar.string.unicodeScalars), at: start)
    }
  }

  /// The lines below the header of a block scalar; nil where the header says how far they are indented.
  func bodyLines(ofBlockScalar scalar: Node.Scalar, at start: Int) -> Range<Int>? {
    let header = line(of: start)
    let mark = text(start..<range(ofLine: header).upperBound).prefix { $0 != "#" }
    guard !mark.contains(where: \.isNumber) else { return nil }
    let empty = (header + 1)..<(header + 1)
    guard scalar.string.unicodeScalars.contains(where: { !Self.breaks.contains($0) }),
      let first = ((header + 1)..<lineCount).first(where: { !isBlank(line: $0) })
    else { return empty }
    let indentation = indentation(ofLine: first)
    var last = first
    for line in first..<lineCount where !isBlank(line: line) {
      guard self.indentation(ofLine: line) >= indentation else { break }
      last = line
    }
    return (header + 1)..<(last + 1)
  }

  /// A plain scalar is its own text, but for line breaks: one is a space, several are one less.
  private func plainEnd(_ value: [Unicode.Scalar], at start: Int) -> Int? {
    var at = start
    for scalar in value {
      if self[at] == scalar {
        at += 1
        continue
      }
      while isSpace(at) { at += 1 }
      if scalar == " " || scalar == "\n" { continue }
      guard self[at] == scalar else { return nil }
      at += 1
    }
    return at
  }
}
