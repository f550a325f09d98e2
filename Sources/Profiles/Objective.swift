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
  public var needs: Needs

  public init(id: String, title: String, needs: Needs = .optIn) {
    self.id = id
    self.title = title
    self.needs = needs
  }

  /// Throws `invalidDefinition` where the id is malformed.
  public func validate() throws { try NameCheck.id(id, of: "objective") }

  /// The text property that holds the ids of the objectives a profile consented to.
  public static let consentedProperty = "consented_objectives"
  /// The text property that holds the ids of the objectives a profile refused.
  public static let refusedProperty = "refused_objectives"
}
