import Records

extension OptionTree {
  /// What has to change in this tree to become `new`, in the order of `new`; what goes comes last in each mapping or list.
  public func changes(to new: OptionTree) -> [OptionChange] {
    var comparison = Comparison()
    comparison.compare(self, new)
    return comparison.changes
  }
}

private struct Comparison {
  var changes: [OptionChange] = []
  private var path: [OptionChange.Step] = []

  private mutating func within(_ step: OptionChange.Step, _ body: (inout Comparison) -> Void) {
    path.append(step)
    body(&self)
    path.removeLast()
  }

  private mutating func add(_ kind: OptionChange.Kind, _ old: JSONValue?, _ new: JSONValue?) {
    changes.append(OptionChange(kind: kind, path: path, old: old, new: new))
  }

  mutating func compare(_ old: OptionTree, _ new: OptionTree) {
    switch (old, new) {
    case (.options(let old), .options(let new)): compare(old, new)
    case (.list(let old), .list(let new)): compare(old, new)
    case (.value(let old), .value(let new)): compare(old, new)
    default: add(.changed, old.json, new.json)
    }
  }

  // MARK: Options

  private mutating func compare(_ old: [OptionTree.Option], _ new: [OptionTree.Option]) {
    let known = Set(new.map(\.key))
    for option in new {
      let before = old.first { $0.key == option.key }
      within(.option(option.key)) {
        $0.compareOption(before?.written, option.written, fallback: option.fallback ?? before?.fallback)
      }
    }
    for option in old where !known.contains(option.key) {
      within(.option(option.key)) { $0.compareOption(option.written, nil, fallback: option.fallback) }
    }
  }

  private mutating func compareOption(_ old: OptionTree?, _ new: OptionTree?, fallback: JSONValue?) {
    if old == nil, new == nil { return }
    if let old, let new { return compare(old, new) }
    guard let fallback else { return add(old == nil ? .added : .removed, old?.json, new?.json) }
    if fallback == .array([]) { return compare(old ?? .list([]), new ?? .list([])) }
    if let written = (old ?? new)?.json, written.isSame(as: fallback) { return }
    add(.changed, old?.json ?? fallback, new?.json ?? fallback)
    changes[changes.count - 1].oldIsDefault = old == nil
    changes[changes.count - 1].newIsDefault = new == nil
  }

  // MARK: Lists

  private mutating func compare(_ old: [OptionTree], _ new: [OptionTree]) {
    let (before, after) = (named(old), named(new))
    let places = Dictionary(
      before.enumerated().map { (index, element) in (element.name, index) }, uniquingKeysWith: { first, _ in first })
    func place(of element: (name: String, tree: OptionTree)) -> Int? {
      places[element.name].flatMap { place in
        guard let kind = element.tree.firstKey, let oldKind = before[place].tree.firstKey else { return place }
        return kind == oldKind ? place : nil
      }
    }
    let kept = after.map { place(of: $0) }
    let inPlace = longestAscent(kept.compactMap(\.self))
    for (index, element) in after.enumerated() {
      within(.element(element.name)) {
        guard let place = kept[index] else { return $0.add(.added, nil, element.tree.json) }
        // The order of plain values has no meaning.
        if !inPlace.contains(place), element.tree.firstKey != nil {
          $0.add(.moved, nil, index == 0 ? .null : .string(after[index - 1].name))
        }
        $0.compare(before[place].tree, element.tree)
      }
    }
    let still = Set(kept.compactMap(\.self))
    for (place, element) in before.enumerated() where !still.contains(place) {
      within(.element(element.name)) { $0.add(.removed, element.tree.json, nil) }
    }
  }

  private func named(_ elements: [OptionTree]) -> [(name: String, tree: OptionTree)] {
    var counts: [String: Int] = [:]
    return elements.enumerated().map { index, tree in
      let name = tree.name ?? String(index + 1)
      counts[name, default: 0] += 1
      return (counts[name] == 1 ? name : "\(name) #\(counts[name]!)", tree)
    }
  }

  /// The largest set of numbers that stand in ascending order.
  private func longestAscent(_ numbers: [Int]) -> Set<Int> {
    var ends: [Int] = []
    var before: [Int: Int] = [:]
    for number in numbers {
      let at = ends.firstIndex { $0 > number } ?? ends.count
      if at > 0 { before[number] = ends[at - 1] }
      if at == ends.count { ends.append(number) } else { ends[at] = number }
    }
    var ascent: Set<Int> = []
    var next = ends.last
    while let number = next {
      ascent.insert(number)
      next = before[number]
    }
    return ascent
  }

  // MARK: Values

  private mutating func compare(_ old: JSONValue, _ new: JSONValue) {
    switch (old, new) {
    case (.object(let before), .object(let after)):
      for member in after {
        within(.option(member.key)) {
          if let value = old[member.key] {
            $0.compare(value, member.value)
          } else {
            $0.add(.added, nil, member.value)
          }
        }
      }
      for member in before where new[member.key] == nil {
        within(.option(member.key)) { $0.add(.removed, member.value, nil) }
      }
    case (.array(let before), .array(let after))
    where before.count == after.count && after.contains { $0.object != nil }:
      for (index, pair) in zip(before, after).enumerated() {
        within(.element(String(index + 1))) { $0.compare(pair.0, pair.1) }
      }
    default:
      if !old.isSame(as: new) { add(.changed, old, new) }
    }
  }
}

extension JSONValue {
  /// 30 and 30.0 are the same.
  fileprivate func isSame(as other: JSONValue) -> Bool {
    switch (self, other) {
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)): Double(a) == b
    default: self == other
    }
  }
}
