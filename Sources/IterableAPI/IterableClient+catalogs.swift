import Foundation
import Records

public struct CatalogItem: Sendable, Equatable {
  public var id: String
  public var lastModified: String
  /// The JSON object of the item's fields.
  public var value: JSONValue
}

extension IterableClient {
  private static let pageSize = 1_000

  public func catalogNames() throws -> [String] {
    var names: [String] = []
    try pages(Call(endpoint: .catalogs), of: "catalogNames", total: "totalCatalogsCount") { page in
      names += page.compactMap { $0["name"]?.string }
    }
    return names
  }

  /// Calls `body` with each page of items, in Iterable's order.
  public func catalogItems(_ catalog: String, _ body: ([CatalogItem]) throws -> Void) throws {
    let call = Call(endpoint: .catalogItems, path: ["catalogName": catalog])
    try pages(call, of: "catalogItemsWithProperties", total: "totalItemsCount") { page in
      try body(
        page.map { item in
          guard let id = item["itemId"]?.string else { throw malformed(.catalogItems, "an item has no itemId") }
          return CatalogItem(
            id: id, lastModified: item["lastModified"]?.string ?? "", value: item["value"] ?? .object([]))
        })
    }
  }

  /// Asks for page after page until the total is reached; a server may give smaller pages than were asked for.
  private func pages(_ call: Call, of key: String, total: String, _ body: ([JSONValue]) throws -> Void) throws {
    var seen = 0
    for page in 1... {
      var call = call
      call.query = [("page", String(page)), ("pageSize", String(IterableClient.pageSize))]
      var answer = try json(call)
      // Live answers wrap the documented object into the envelope's params.
      if answer[key] == nil, let params = answer["params"] { answer = params }
      guard let items = answer[key]?.array else { throw malformed(call.endpoint, "the answer has no \(key)") }
      if !items.isEmpty { try body(items) }
      seen += items.count
      if items.isEmpty || seen >= answer[total]?.integer.map(Int.init) ?? 0 && answer["nextPageUrl"]?.string == nil {
        return
      }
    }
  }
}
