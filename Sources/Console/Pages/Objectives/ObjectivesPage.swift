import Connections
import Profiles

/// The purposes that people consent to, and the zones of privacy.
struct ObjectivesPage: Page {
  static let template = "objectives"
  let title = "Objectives"
  let section = "/objectives"

  struct Row: Sendable {
    let id: String
    let title: String
    let path: String
    let needs: String
    let zones: String
    let connections: [Link]
    let consented: String
    let refused: String
  }

  struct Link: Sendable {
    let name: String
    let path: String
  }

  struct Zone: Sendable {
    let id: String
    let path: String
    let needs: String
  }

  let rows: [Row]
  let hasRows: Bool
  let seen: String?
  let zones: [Zone]
  let hasZones: Bool
  let zoneFields: [FieldView]

  /// The tally's kinds are those of `tally(consentsTo:within:)`.
  init(_ objectives: [Objective], _ tally: ProfileTally, zones: [PrivacyZone], connections: [String: [Connection]]) {
    rows = objectives.enumerated().map { index, objective in
      Row(
        id: objective.id, title: objective.title, path: "/objectives/\(objective.id)", needs: objective.needs.words,
        zones: objective.zones.joined(separator: ", "),
        connections: (connections[objective.id] ?? []).map { Link(name: $0.name, path: "/connections/\($0.id)") },
        consented: tally.words(index), refused: tally.words(objectives.count + index))
    }
    hasRows = !rows.isEmpty
    seen = hasRows ? tally.seenWords : nil
    self.zones = zones.map { Zone(id: $0.id, path: "/zones/\($0.id)", needs: $0.needs.words) }
    hasZones = !zones.isEmpty
    zoneFields = [
      FieldView.text("zone", "Zone", "", help: "Such as GDPR. One that is there already is changed.").required(),
      .select("needs", "Objectives need there", Objective.Needs.optIn.rawValue, Objective.Needs.choices),
    ]
  }
}

extension Objective.Needs {
  var words: String {
    switch self {
    case .optIn: "Opt-in: only with consent"
    case .optOut: "Opt-out: unless refused"
    }
  }

  static let choices = allCases.map { (value: $0.rawValue, label: $0.words) }
}
