import Foundation
import Profiles
import Records

/// Some profiles: those that a text names, those of a segment, or all by their ids.
struct ProfilesPage: Page {
  static let template = "profiles"
  let title = "Profiles"
  let section = "/profiles"

  struct Row: Sendable {
    let id: String
    let path: String
    /// The value of its first identifier; the id where it has none.
    let name: String
    let permission: String
    let modified: Moment
    let properties: String
    /// Which identifier was searched for; nil for other lists.
    let found: String?
  }

  struct Segment: Sendable {
    let id: String
    let name: String
    let isChosen: Bool
  }

  let rows: [Row]
  let hasRows: Bool
  let search: String
  let segments: [Segment]
  let hasSegments: Bool
  let isFiltered: Bool
  let next: String?
  let first: String?
  /// Said where the search ended before its end.
  let note: String?
  let nextWords: String

  init(
    _ rows: [Row], search: String, segment: String, segments: [Profiles.Segment], after: ProfileID,
    end: ProfilePageEnd
  ) {
    self.rows = rows
    hasRows = !rows.isEmpty
    self.search = search
    self.segments = segments.map { Segment(id: $0.id, name: $0.name, isChosen: $0.id == segment) }
    hasSegments = !segments.isEmpty
    isFiltered = !search.isEmpty || !segment.isEmpty
    func path(after id: ProfileID) -> String {
      let fields = [("segment", segment), ("after", "\(id)")].filter { !$0.1.isEmpty && $0.1 != "0" }
      let query = Form(fields.map { Form.Field(name: $0.0, value: $0.1) }).urlEncoded
      return query.isEmpty ? "/profiles" : "/profiles?\(query)"
    }
    first = after == .first ? nil : path(after: .first)
    switch end {
    case .all: (next, note, nextWords) = (nil, nil, "")
    case .more(let id): (next, note, nextWords) = (path(after: id), nil, "Next profiles")
    case .time(let id):
      (next, nextWords) = (path(after: id), "Look further")
      note = "Looked as far as profile \(id); there may be more behind it."
    }
  }
}

extension ProfilesPage.Row {
  init(_ profile: ProfileRow, _ document: DocumentReader, identifiers: [String], found: String? = nil, now: Date) throws
  {
    id = profile.id.description
    path = "/profiles/\(profile.id)"
    try document.read(profile.document)
    name = identifiers.indices.lazy.compactMap { document.values($0).first?.text }.first ?? "Profile \(profile.id)"
    permission = profile.permission.words
    modified = Moment(profile.modified.date, now: now)
    properties = try profile.json()["properties"]?.object?.count.grouped ?? "0"
    self.found = found
  }
}
