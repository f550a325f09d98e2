extension TimelineSuggestions {
  /// An element of the goal's `timeline` with what its mapping could take besides; nil where that is nothing.
  var yaml: String? {
    let own = fields.filter { $0.each == nil && $0.target != nil && !$0.holdsObjects }
    var lines = ["  - type: \(MappingSuggestions.scalar(type))", "    source: \(source.rawValue)"]
    if let eventName { lines.append("    event_name: \(MappingSuggestions.scalar(eventName))") }
    if !own.isEmpty { lines += ["    properties:"] + own.map { "      - { \(Self.rule($0)) }" } }
    let each = eachLines
    if !each.isEmpty { lines += ["    each:"] + each }
    guard !own.isEmpty || !each.isEmpty else { return nil }
    return (lines + missing.map { "    # property \($0) is required, and no field is known that could go there" })
      .joined(separator: "\n")
  }

  private var eachLines: [String] {
    let inside = fields.filter { $0.each != nil && $0.target != nil }
    var items: [Each] = []
    for each in inside.compactMap(\.each) where !items.contains(each) { items.append(each) }
    return items.flatMap { each -> [String] in
      [
        "      - items: \(MappingSuggestions.scalar(each.items))",
        "        property: \(MappingSuggestions.scalar(each.property))", "        properties:",
      ] + inside.filter { $0.each == each }.map { "          - { \(Self.rule($0)) }" }
    }
  }

  private static func rule(_ field: Field) -> String {
    "field: \(MappingSuggestions.scalar(field.name)), property: \(MappingSuggestions.scalar(field.target!))"
  }
}
