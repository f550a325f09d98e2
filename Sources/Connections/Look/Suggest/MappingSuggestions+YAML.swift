import Records

extension MappingSuggestions {
  /// Mappings of everything that is not mapped yet, to be pasted into the goal; what cannot be mapped is a comment.
  public var yaml: String {
    let timeline = timeline.compactMap(\.yaml)
    return ([mappingsYAML] + (timeline.isEmpty ? [] : ["timeline:"]) + timeline).joined(separator: "\n")
  }

  private var mappingsYAML: String {
    let lines = fields.filter { $0.mappedTo.isEmpty && !$0.isLinked }.map { field -> String in
      let name = Self.scalar(field.name)
      guard field.isSuggested, let type = field.type else {
        return "  # \(name) " + (field.holdsObjects ? Self.objectsNote : "has no value yet to tell its type by")
      }
      let target = Self.scalar(field.target)
      let mapping =
        kind == .exportProfiles
        ? "from: { property: \(name) }, field: \(target)"
        : "field: \(name), property: \(target)" + (field.existingType == nil ? ", type: \(type.rawValue)" : "")
      let notes = [field.existingNote(kind), field.holdsBooleans ? Self.booleansNote : nil].compactMap(\.self)
      return "  - { \(mapping) }" + (notes.isEmpty ? "" : "   # \(notes.joined(separator: ", "))")
    }
    return (["mappings:"] + (lines.contains { $0.hasPrefix("  -") } ? lines : ["  []"] + lines)).joined(separator: "\n")
  }

  static let objectsNote = "holds objects, which no property takes; a processor can take values out of them"

  /// Why a field of true and false is text.
  public static let booleansNote = "true or false, kept as text"

  /// A text as YAML reads it back.
  static func scalar(_ text: String) -> String {
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    let isPlain = text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.-]*/) != nil && !words.contains(text.lowercased())
    return isPlain ? text : JSONValue.string(text).text
  }
}

extension MappingSuggestions.Field {
  /// `Existing property (number)`; nil where the target is new.
  public func existingNote(_ kind: Goal.Kind) -> String? {
    existingType.map { "Existing \(kind == .exportProfiles ? "field" : "property") (\($0))" }
  }
}
