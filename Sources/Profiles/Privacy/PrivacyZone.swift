/// Where one law of privacy holds, such as GDPR or CCPA.
public struct PrivacyZone: Sendable, Equatable {
  /// Upper-case; compared without regard to case.
  public let id: String
  /// What objectives need of profiles in this zone.
  public var needs: Objective.Needs

  public init(id: String, needs: Objective.Needs) {
    self.id = id.uppercased()
    self.needs = needs
  }

  /// Throws `invalidDefinition` where the id is malformed.
  public func validate() throws { try NameCheck.id(id, of: "zone") }

  /// The text property that holds the id of a profile's zone.
  public static let property = "privacy_zone"
}
