import Records

/// Who a row is about, as Iterable identifies people.
public enum Identifier: Sendable, Hashable {
  /// Compared without regard to case, as Iterable does.
  case email(String)
  /// Compared exactly.
  case userID(String)

  /// The JSON object with this identifier alone, such as `{"email":"jane@example.com"}`.
  public var json: [UInt8] {
    let value: JSONValue =
      switch self {
      case .email(let email): ["email": .string(email)]
      case .userID(let userID): ["userId": .string(userID)]
      }
    return Array(value.text.utf8)
  }

  /// Equal for identifiers that Iterable takes for the same person.
  var folded: Identifier {
    switch self {
    case .email(let email): .email(email.lowercased())
    case .userID: self
    }
  }
}
