import Connections
import Foundation
import Profiles

/// What stands at the head of each page of a connection.
struct ConnectionHead: Sendable {
  struct Tab: Sendable {
    var label: String
    var path: String
    var isCurrent: Bool
  }

  let id: String
  let name: String
  let path: String
  let version: String
  let isFavorite: Bool
  let isEnabled: Bool
  let health: String
  let healthWords: String
  /// The file that rules it; nil where the store does.
  let file: String?
  /// What buttons are called that would save something.
  let save: String
  /// It can be read, so that it can be turned on and off.
  let isReadable: Bool
  let tabs: [Tab]

  init(_ summary: ConnectionSummary, version: Int64?, tab: String) {
    id = summary.id
    name = summary.name
    path = "/connections/\(summary.id)"
    self.version = version.map(String.init) ?? ""
    isFavorite = summary.isFavorite
    isEnabled = summary.isEnabled
    health = summary.health.rawValue
    healthWords = summary.health.words
    file = summary.file
    save = summary.file == nil ? "Save" : "Show as YAML:"
    isReadable = summary.problem == nil
    tabs = [("Goals", ""), ("Set up and run", "/set-up"), ("YAML and history", "/yaml")].map {
      Tab(label: $0.0, path: "/connections/\(summary.id)" + $0.1, isCurrent: $0.1 == tab)
    }
  }
}

extension Visit {
  /// The connection of the path, and what stands at the head of its pages. Throws ``ConnectionsError`` where it cannot be read.
  func connection(tab: String) throws -> (Connection, ConnectionSummary, ConnectionHead) {
    let (member, summary, head) = try member(tab: tab)
    return (try member.connection(), summary, head)
  }

  /// The same of one that is deleted, or cannot be read.
  func member(tab: String) throws -> (ConnectionMember, ConnectionSummary, ConnectionHead) {
    let id = try parameter("connection")
    let member = try workspace.library.member(id)
    let summary = try workspace.summary(of: member)
    return (member, summary, ConnectionHead(summary, version: member.version?.number, tab: tab))
  }
}
