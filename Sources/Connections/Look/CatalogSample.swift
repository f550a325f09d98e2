import IterableAPI

/// The first items of a goal's catalog.
struct CatalogSample {
  /// Looking at more costs more pages.
  static let mostItems = 1000

  private(set) var count = 0
  /// Every field that one of them has, sorted.
  let fields: [String]

  /// Throws ``IterableError``.
  init(of goal: ImportGroupsGoal, _ client: IterableClient) throws {
    var fields: Set<String> = []
    var count = 0
    try client.catalogItems(goal.catalog, limit: Self.mostItems) { page in
      count += page.count
      for item in page { fields.formUnion(item.record.object!.map(\.key)) }
    }
    self.count = count
    self.fields = fields.sorted()
  }
}
