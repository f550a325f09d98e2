import Profiles

/// Whether a profile may be exported by a goal at all, whatever its segment and its values are: its permission level, and its
/// consent to the connection's objectives. One thread at a time.
final class ExportPermit {
  enum Refusal {
    case doNotTrack
    /// An anonymous profile, where the goal names people by nothing but e-mail addresses.
    case anonymous
    case noConsent

    /// Why, for previews.
    var words: String {
      switch self {
      case .doNotTrack: "its permission level is do_not_track"
      case .anonymous: "its permission level is anonymous, and the goal names people by their e-mail address alone"
      case .noConsent: "no consent to an objective of the connection"
      }
    }
  }

  private let consent: ConsentCheck
  private let namesAnonymous: Bool

  /// Throws ``ConnectionsError`` where the store does not know an objective.
  init(_ goal: ExportProfilesGoal, _ connection: Connection, _ reader: any ProfileReader) throws {
    consent = try connection.consentCheck(reader)
    let addresses = Set(try reader.properties().filter { $0.type == .email }.map(\.name))
    namesAnonymous = goal.link.contains { $0.field != "email" && !addresses.contains($0.property) }
  }

  /// Nil where it may.
  func refusal(of profile: ProfileRow) throws -> Refusal? {
    switch profile.permission {
    case .doNotTrack: return .doNotTrack
    case .anonymous where !namesAnonymous: return .anonymous
    case .anonymous, .personal: return try consent.allows(document: profile.document) ? nil : .noConsent
    }
  }
}
