/// Two texts line by line: what went, what came, and some lines around that.
struct TextDifference: Sendable {
  struct Line: Sendable {
    /// `+`, `-`, or a space; `…` where lines are left out.
    var mark: String
    var text: String
    var kind: String
    /// For whoever does not see the mark.
    var said: String
  }

  let lines: [Line]

  private static let around = 3
  /// Longer texts are not compared line by line.
  private static let longest = 4_000

  /// Nil where the texts are the same, or too long.
  init?(from old: String, to new: String) {
    guard old != new else { return nil }
    let before = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let after = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard before.count <= Self.longest, after.count <= Self.longest else { return nil }
    var (removed, inserted) = (Set<Int>(), Set<Int>())
    for change in after.difference(from: before) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var all: [Line] = []
    var (left, right) = (0, 0)
    while left < before.count || right < after.count {
      if removed.contains(left) {
        all.append(Line("-", before[left]))
        left += 1
      } else if inserted.contains(right) {
        all.append(Line("+", after[right]))
        right += 1
      } else {
        all.append(Line(" ", after[right]))
        (left, right) = (left + 1, right + 1)
      }
    }
    lines = Self.shortened(all)
  }

  private static func shortened(_ all: [Line]) -> [Line] {
    var near = [Bool](repeating: false, count: all.count)
    for index in all.indices where all[index].mark != " " {
      for place in max(0, index - around)...min(all.count - 1, index + around) { near[place] = true }
    }
    var lines: [Line] = []
    for (index, line) in all.enumerated() {
      if near[index] { lines.append(line) } else if lines.last?.mark != "…" { lines.append(Line("…", "")) }
    }
    return lines
  }
}

extension TextDifference.Line {
  init(_ mark: String, _ text: String) {
    self.mark = mark
    self.text = text
    (kind, said) =
      switch mark {
      case "+": ("added", "Added: ")
      case "-": ("removed", "Removed: ")
      default: ("same", "")
      }
  }
}
