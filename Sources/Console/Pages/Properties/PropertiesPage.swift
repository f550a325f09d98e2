import Profiles

/// All profile properties.
struct PropertiesPage: Page {
  static let template = "properties"
  let title = "Properties"
  let section = "/properties"

  struct Row: Sendable {
    let name: String
    let path: String
    let title: String?
    let type: String
    let isIdentifier: Bool
    let joins: [String]
    let count: String
  }

  let rows: [Row]
  let seen: String?

  init(_ properties: [Property], _ tally: ProfileTally, groupTypes: [GroupType]) {
    rows = properties.enumerated().map { index, property in
      Row(
        name: property.name, path: "/properties/\(property.name)", title: property.title, type: property.type.words,
        isIdentifier: property.isIdentifier, joins: groupTypes.joined(by: property), count: tally.words(index))
    }
    seen = tally.seenWords
  }
}
