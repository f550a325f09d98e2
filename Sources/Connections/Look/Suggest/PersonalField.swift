/// Fields whose name says that their values name a person or tell of one: what cannot be seen in the values.
enum PersonalField {
  private static let names: Set<String> = ["name", "names", "naam", "nom", "dob", "bsn", "ssn", "iban", "ip"]

  /// Anywhere in a name without its separators and case.
  private static let parts = [
    "firstname", "lastname", "fullname", "surname", "givenname", "familyname", "middlename", "maidenname", "nickname",
    "displayname", "username", "forename", "personname", "customername", "contactname", "namefirst", "namelast",
    "voornaam", "achternaam", "tussenvoegsel", "vorname", "nachname", "prenom",
    "birth", "geboorte", "geburt", "naissance",
    "street", "address", "straat", "strasse", "postcode", "postalcode", "zipcode", "housenumber", "huisnummer",
    "phone", "mobile", "passport",
  ]

  /// Words of a name, such as that of `bornAt`.
  private static let words: Set<String> = ["born", "dob", "zip", "surname"]

  /// - Parameter isInside: the field is one of an object's, where `name` may be that of a thing.
  static func isOne(_ field: String, isInside: Bool = false) -> Bool {
    let joined = field.lowercased().filter { $0.isLetter }
    return (!isInside && names.contains(joined)) || parts.contains(where: joined.contains)
      || !words.isDisjoint(with: FieldName.words(of: field))
  }
}
