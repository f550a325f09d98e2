import Yams

/// How scalars are written: as they are, with quotes only where something else would be read without them.
enum ScalarText {
  static func key(_ node: Node) -> String { node.scalar.map { of($0, inBrackets: true) } ?? "" }

  static func of(_ scalar: Node.Scalar, inBrackets: Bool) -> String {
    let text = scalar.string
    switch scalar.style {
    case .plain, .any:
      // What was read without quotes is read so again, but for brackets and line breaks.
      let isHarmless = !text.contains { $0.isNewline } && !(inBrackets && text.contains { "[]{},".contains($0) })
      return isHarmless ? text : quoted(text)
    case .singleQuoted, .doubleQuoted, .literal, .folded:
      return isPlain(text) ? text : quoted(text)
    }
  }

  /// In quotes where it needs them.
  static func text(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

  /// Whether the text is itself without quotes, to every reader of YAML.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first == "/" || first == "_", text.last != " ",
      !words.contains(text.lowercased())
    else { return false }
    let characters = Array(text)
    let areSimple = characters.indices.allSatisfy { index in
      let character = characters[index]
      if character == ":" {
        return index + 1 < characters.count && (characters[index + 1].isLetter || characters[index + 1] == "/")
      }
      return character.isLetter || character.isNumber || " _-–./@+()%".contains(character)
    }
    guard areSimple, let node = try? Parser(yaml: text).singleRoot() else { return false }
    return node.scalar?.string == text && node.tag == Tag(.str)
  }

  private static func quoted(_ text: String) -> String {
    if text.contains(where: { $0 == "\"" || $0 == "\\" }), !text.contains("'"), text.unicodeScalars.allSatisfy(isShown)
    {
      return "'\(text)'"
    }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where isShown(scalar): quoted.unicodeScalars.append(scalar)
      default:
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let length = hex.count <= 4 ? 4 : 8
        quoted += (length == 4 ? "\\u" : "\\U") + String(repeating: "0", count: length - hex.count) + hex
      }
    }
    return quoted + "\""
  }

  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    default: true
    }
  }
}
