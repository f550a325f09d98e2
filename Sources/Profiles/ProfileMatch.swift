/// A profile that a text names.
public struct ProfileMatch: Sendable, Equatable {
  public var id: ProfileID
  /// The identifier whose value the text is; nil where it is the profile's id.
  public var property: String?

  public init(id: ProfileID, property: String? = nil) {
    self.id = id
    self.property = property
  }
}

extension ProfileReader {
  /// The profile with this id, then those that have the text as the value of an identifier, by the identifiers' names and
  /// the profiles' ids: at most `limit` of each. A profile may be there several times. Looks into indexes alone.
  public func profiles(named text: String, limit: Int) throws -> [ProfileMatch] {
    var matches: [ProfileMatch] = []
    if let number = Int64(text) {
      _ = try withProfile(ProfileID(rawValue: number)) { matches.append(ProfileMatch(id: $0.id)) }
    }
    var found: [ProfileID] = []
    let key = IdentifierKey()
    var text = text
    for property in try properties() where property.isIdentifier {
      try text.withUTF8 { bytes in
        guard let key = key.key(of: .text(UnsafeRawBufferPointer(bytes)), type: property.type) else { return }
        try findProfiles(by: property.name, key: key, limit: limit, into: &found)
        matches += found.map { ProfileMatch(id: $0, property: property.name) }
      }
    }
    return matches
  }
}
