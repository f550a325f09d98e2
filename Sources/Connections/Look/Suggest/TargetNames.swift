import Profiles

/// Names for what a field or a property could be mapped to, each given once.
struct TargetNames {
  private var taken: Set<String>

  init(taken: [String]) { self.taken = Set(taken) }

  /// A property's name for a field: `favouriteColours` becomes `favourite_colours`.
  mutating func property(for field: String, prefix: String) -> String {
    var name = ""
    var last: Character = "_"
    for character in field {
      let isAllowed = character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
      if character.isUppercase, last.isLowercase || last.isNumber { name.append("_") }
      name.append(isAllowed ? Character(character.lowercased()) : "_")
      last = character
    }
    if SystemProperty(rawValue: prefix + name) != nil { name += "_value" }
    return take(name.hasPrefix(prefix) ? name : prefix + name, separator: "_")
  }

  /// A field's name for a property: the one that the project has, in this spelling or in Iterable's usual one, else
  /// `favourite_colours` becomes `favouriteColours`.
  mutating func field(for property: String, prefix: String, known: [String: String]) -> String {
    if prefix.isEmpty, known[property] != nil, !taken.contains(property) { return take(property, separator: "") }
    let words = property.split(whereSeparator: { "_-. ".contains($0) })
    let name = words.enumerated().map { $0 == 0 ? String($1) : $1.prefix(1).uppercased() + $1.dropFirst() }.joined()
    return take(prefix + (name.isEmpty ? property : name), separator: "")
  }

  private mutating func take(_ name: String, separator: String) -> String {
    var unique = name
    var number = 2
    while !taken.insert(unique).inserted {
      unique = name + separator + String(number)
      number += 1
    }
    return unique
  }
}
