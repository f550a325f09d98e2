import Records

/// A comment of a YAML text.
struct SourceComment {
  var offset: Int
  /// From 0.
  var column: Int
  /// From its `#` on, without white space at its end.
  var text: String
  /// Whether nothing stands before it on its line, or nothing but the dash of an item.
  var isAlone: Bool
  var isBehindDash: Bool
  var isBelowBlankLine: Bool
}

extension SourceText {
  /// All comments, in their order. `opaque` are the ranges, in ascending order, in which `#` is nothing but itself.
  func comments(outside opaque: [Range<Int>]) -> [SourceComment] {
    var comments: [SourceComment] = []
    var next = 0
    for line in 0..<lineCount {
      let range = range(ofLine: line)
      var at = range.lowerBound
      while at < range.upperBound {
        while next < opaque.count, opaque[next].upperBound <= at { next += 1 }
        if next < opaque.count, opaque[next].contains(at) {
          at = opaque[next].upperBound
          continue
        }
        if self[at] == "#", at == range.lowerBound || isSpace(at - 1) {
          let before = text(range.lowerBound..<at).filter { $0 != " " && $0 != "\t" }
          var end = range.upperBound
          while isSpace(end - 1) { end -= 1 }
          comments.append(
            SourceComment(
              offset: at, column: at - range.lowerBound, text: text(at..<end), isAlone: before.allSatisfy { $0 == "-" },
              isBehindDash: !before.isEmpty, isBelowBlankLine: line > 0 && isBlank(line: line - 1)))
          break
        }
        at += 1
      }
    }
    return comments
  }
}
