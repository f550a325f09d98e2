/// Names of fields and properties, taken apart.
enum FieldName {
  /// `shoppingCartItems` and `shopping_cart_items` are `shopping`, `cart`, `items`.
  static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var last: Character = "_"
    for character in name {
      let isPart = character.isLetter || character.isNumber
      if !word.isEmpty, !isPart || character.isUppercase && !last.isUppercase {
        words.append(word)
        word = ""
      }
      if isPart { word += character.lowercased() }
      last = character
    }
    return word.isEmpty ? words : words + [word]
  }

  /// What two names have in common that are spelled differently.
  static func key(of name: String) -> String { words(of: name).joined() }
}
