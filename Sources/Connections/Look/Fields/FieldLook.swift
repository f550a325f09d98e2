import IterableAPI
import Profiles

/// What the fields of a connection's source are now.
struct FieldLook {
  let source: FieldSource
  /// To be remembered, with what the store remembers already.
  let now: (any ProfileReader) throws -> SourceFields

  /// Of the sources of these goals, one look each. What Iterable does not tell is left out.
  static func all(of connection: Connection, goals: Set<String>, _ client: IterableClient) -> [FieldLook] {
    var looks: [FieldLook] = []
    let isAboutUsers = connection.goals.contains { $0.kind != .importGroups }
    if isAboutUsers, !goals.isEmpty, let fields = try? client.fields(isNeeded: false) {
      looks.append(FieldLook(source: .users(of: connection)) { _ in SourceFields(fields) })
    }
    var catalogs: [String] = []
    for case .importGroups(let goal) in connection.goals
    where goals.contains(goal.name) && !catalogs.contains(goal.catalog) {
      catalogs.append(goal.catalog)
      guard let sample = try? CatalogSample(of: goal.catalog, client), sample.count > 0 else { continue }
      let source = FieldSource.catalog(goal.catalog, of: connection)
      looks.append(FieldLook(source: source) { sample.sourceFields(since: try $0.sourceFields(of: source.key)) })
    }
    return looks
  }
}
