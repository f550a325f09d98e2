/// What each fact of an event type may be, for all the ways in which one can come. The schema `event-type-1.xsd` says the
/// same to XML editors.
enum EventTypeRules {
  static let wordLimit = 64
  static let nameLimit = 200
  static let descriptionLimit = 4000
  static let priorities = 0...100
  static let retentionDays = 1...36_500
  /// Objects in objects: a property of the type itself is on level 1.
  static let depthLimit = 5
  /// All levels together.
  static let propertyLimit = 256

  /// What is wrong with a fact, and what would be right.
  struct Objection: Equatable {
    var message: String
    var hint: String
  }

  static func id(_ text: String) -> Objection? {
    isWord(text, or: UInt8(ascii: "-"))
      ? nil
      : Objection(
        message: "\(quoted(text)) cannot be the id of an event type",
        hint: "use lower-case letters, digits and '-', \(wordLimit) at most, and begin with a letter")
  }

  static func key(_ text: String) -> Objection? {
    isWord(text, or: UInt8(ascii: "_"))
      ? nil
      : Objection(
        message: "\(quoted(text)) cannot be the key of a property",
        hint: "use lower-case letters, digits and '_', \(wordLimit) at most, and begin with a letter")
  }

  static func icon(_ text: String) -> Objection? {
    text.isEmpty || isWord(text, or: UInt8(ascii: "-"))
      ? nil
      : Objection(
        message: "\(quoted(text)) cannot be the name of an icon",
        hint: "use lower-case letters, digits and '-', \(wordLimit) at most, and begin with a letter")
  }

  static func version(_ text: String) -> Objection? {
    EventTypeVersion(text) != nil
      ? nil : Objection(message: "\(quoted(text)) is no version", hint: "write three numbers, such as 1.0.0")
  }

  static func name(_ text: String) -> Objection? {
    text.isEmpty
      ? Objection(message: "the name is empty", hint: "say what people are to read")
      : line(text, "name", limit: nameLimit)
  }

  static func description(_ text: String) -> Objection? { line(text, "description", limit: descriptionLimit) }

  static func priority(_ value: Int) -> Objection? {
    priorities.contains(value)
      ? nil
      : Objection(
        message: "\(value) is no priority",
        hint: "use \(priorities.lowerBound), which goes first, to \(priorities.upperBound)")
  }

  static func retentionDays(_ value: Int) -> Objection? {
    retentionDays.contains(value)
      ? nil
      : Objection(
        message: "\(value) is no number of days to keep events",
        hint: "use \(retentionDays.lowerBound) to \(retentionDays.upperBound), or leave it out to keep them for ever")
  }

  private static func line(_ text: String, _ what: String, limit: Int) -> Objection? {
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return Objection(message: "the \(what) has control characters", hint: "write it on one line, without tabs")
    }
    guard text.unicodeScalars.count > limit else { return nil }
    return Objection(message: "the \(what) is too long", hint: "use \(limit) characters at most")
  }

  private static func isWord(_ text: String, or other: UInt8) -> Bool {
    let bytes = text.utf8
    guard (1...wordLimit).contains(bytes.count), let first = bytes.first, (0x61...0x7A).contains(first) else {
      return false
    }
    return bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == other }
  }

  /// A foreign text as messages show it: short, and without control characters.
  static func quoted(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(wordLimit) {
      shown.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return "'\(String(shown))\(text.unicodeScalars.count > wordLimit ? "…" : "")'"
  }
}
