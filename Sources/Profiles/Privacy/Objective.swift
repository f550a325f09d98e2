/// A purpose that profiles consent to.
public struct Objective: Sendable, Equatable {
  public enum Needs: String, Sendable, CaseIterable {
    /// Counts only where the profile consented.
    case optIn = "opt_in"
    /// Counts unless the profile refused.
    case optOut = "opt_out"
  }

  public var id: String
  public var title: String
  /// What it needs of profiles that are in none of its zones.
  public var needs: Needs
  /// Ids of the zones that decide for their own profiles, sorted.
  public var zones: [String]

  public init(id: String, title: String, needs: Needs = .optIn, zones: [String] = []) {
    self.id = id
    self.title = title
    self.needs = needs
    self.zones = Set(zones.map { $0.uppercased() }).sorted()
  }

  /// Throws `invalidDefinition` where the id is malformed.
  public func validate() throws { try NameCheck.id(id, of: "objective") }

  /// The text property that holds the ids of the objectives a profile consented to.
  public static let consentedProperty = "consented_objectives"
  /// The text property that holds the ids of the objectives a profile refused.
  public static let refusedProperty = "refused_objectives"
}

extension Property {
  /// Whether its values are a profile's own word on what may be done with it. They are kept also where nothing else is.
  public var holdsConsents: Bool {
    name == Objective.consentedProperty || name == Objective.refusedProperty || name == PrivacyZone.property
  }
}
