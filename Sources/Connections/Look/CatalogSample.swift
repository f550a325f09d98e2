import IterableAPI
import Records

/// The first items of a catalog.
struct CatalogSample {
  /// Looking at more costs more pages.
  static let mostItems = 1000

  let count: Int
  /// What the values of each field are: `text`, `number`, or `number or text` where they differ.
  let types: [String: String]

  /// Whether the catalog has no other items.
  var isWhole: Bool { count < Self.mostItems }

  /// Throws ``IterableError``.
  init(of catalog: String, _ client: IterableClient) throws {
    var kinds: [String: Set<String>] = [:]
    var count = 0
    try client.catalogItems(catalog, limit: Self.mostItems) { page in
      count += page.count
      for item in page {
        for field in item.record.object ?? [] {
          kinds[field.key, default: []].formUnion(Self.kind(field.value).map { [$0] } ?? [])
        }
      }
    }
    self.count = count
    types = kinds.mapValues { $0.sorted().joined(separator: " or ") }
  }

  /// What is to be remembered: a field that no item of the sample has may be in one behind it.
  func sourceFields(since known: [String: String]?) -> SourceFields {
    SourceFields(isWhole ? types : types.merging(known ?? [:]) { new, _ in new })
  }

  private static func kind(_ value: JSONValue) -> String? {
    switch value {
    case .null: nil
    case .bool: "boolean"
    case .string: "text"
    case .array: "list"
    case .object: "object"
    default: "number"
    }
  }
}
