import Foundation
import Profiles

/// Runs of all connections, or of one, the newest first.
struct RunsPage: Page {
  static let template = "runs"
  let title = "Runs"
  let section = "/runs"

  let runs: [RunView]
  let hasRuns: Bool
  let connections: [Choice]
  let states: [Choice]
  let isFiltered: Bool
  /// The next page; nil where this is the last.
  let older: String?

  static let limit = 50

  init(_ all: [Run], connections: [String], filter: RunFilter, now: Date) {
    runs = all.prefix(Self.limit).map { RunView($0, now: now) }
    hasRuns = !all.isEmpty
    self.connections = connections.map { Choice(value: $0, label: $0, isChosen: $0 == filter.connection) }
    states = Run.State.allCases.map { Choice(value: $0.rawValue, label: $0.words, isChosen: $0 == filter.state) }
    isFiltered = filter.connection != nil || filter.state != nil
    guard all.count > Self.limit else {
      older = nil
      return
    }
    var query = Form()
    if let connection = filter.connection { query.fields.append(.init(name: "connection", value: connection)) }
    if let state = filter.state { query.fields.append(.init(name: "state", value: state.rawValue)) }
    query.fields.append(.init(name: "before", value: String(all[Self.limit - 1].id)))
    older = "/runs?" + query.urlEncoded
  }
}
