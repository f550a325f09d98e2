import Foundation
import Profiles
import Records

/// The kinds of groups.
struct GroupTypesPage: Page {
  static let template = "group-types"
  let title = "Groups"
  let section = "/groups"

  struct Row: Sendable {
    let id: String
    let name: String
    let path: String
    let joinedBy: String
    let properties: String
    let count: String
  }

  let rows: [Row]
  let hasRows: Bool

  init(_ types: [(type: GroupType, count: Int)]) {
    rows = types.map { type, count in
      Row(
        id: type.id, name: type.pluralName, path: "/groups/\(type.id)", joinedBy: type.joinedBy.joined(separator: ", "),
        properties: type.properties.map(\.name).joined(separator: ", "), count: count.grouped)
    }
    hasRows = !rows.isEmpty
  }
}

/// The groups of one kind, some at a time.
struct GroupsPage: Page {
  static let template = "groups"
  static let pageSize = 50
  let title: String
  let section = "/groups"

  struct Row: Sendable {
    let id: String
    let modified: Moment
    let properties: [Value]
  }

  struct Value: Sendable {
    let name: String
    let values: String
  }

  let id: String
  let path: String
  let name: String
  let joinedBy: String
  let properties: String
  let count: String
  let rows: [Row]
  let hasRows: Bool
  let first: String?
  let next: String?

  /// `rows` has one more than a page where there are more.
  init(_ type: GroupType, count: Int, _ rows: [Row], after: String) {
    title = type.pluralName
    id = type.id
    path = "/groups/\(type.id)"
    name = type.name
    joinedBy = type.joinedBy.joined(separator: ", ")
    properties = type.properties.map { "\($0.name) (\($0.type.words.lowercased()))" }.joined(separator: ", ")
    self.count = count.grouped
    self.rows = Array(rows.prefix(Self.pageSize))
    hasRows = !rows.isEmpty
    first = after.isEmpty ? nil : path
    next =
      rows.count > Self.pageSize
      ? path + "?" + Form([Form.Field(name: "after", value: self.rows.last!.id)]).urlEncoded : nil
  }
}
