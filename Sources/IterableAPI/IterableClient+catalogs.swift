import Foundation
import Records

public struct CatalogItem: Sendable, Equatable {
  public var id: String
  public var lastModified: String
  /// The JSON object of the item's fields.
  public var value: JSONValue

  /// The item as one JSON object: its fields beside `itemId` and `lastModified`, which are the item's own even where it has
  /// fields of these names.
  public var record: JSONValue {
    let own = [
      JSONValue.Member(key: "itemId", value: .string(id)),
      JSONValue.Member(key: "lastModified", value: .string(lastModified)),
    ]
    return .object(own + (value.object ?? []).filter { field in !own.contains { $0.key == field.key } })
  }
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

  /// Writes items to `spool` as ``CatalogItem/record``, one a line, in Iterable's order; the file is there only when it is
  /// whole. Answers how many they are.
  /// - Parameter limit: the first so many; nil: all.
  @discardableResult
  public func downloadItems(
    ofCatalog catalog: String, limit: Int? = nil, to spool: URL, progress: DownloadProgress? = nil
  ) throws -> Int {
    let spool = try SpoolFile(replacing: spool)
    defer { spool.discard() }
    var count = 0
    try catalogItems(catalog, limit: limit) { page in
      var lines: [UInt8] = []
      for item in page {
        lines += item.record.text.utf8
        lines.append(UInt8(ascii: "\n"))
      }
      try lines.withUnsafeBytes { try spool.write($0) }
      count += page.count
      progress?(spool.size)
    }
    try spool.commit()
    return count
  }

  /// Calls `body` with each page of items, in Iterable's order; nil is no limit.
  public func catalogItems(_ catalog: String, limit: Int? = nil, _ body: ([CatalogItem]) throws -> Void) throws {
    let call = Call(endpoint: .catalogItems, path: ["catalogName": catalog])
    try pages(call, of: "catalogItemsWithProperties", total: "totalItemsCount", limit: limit) { page in
      try body(
        page.map { item in
          guard let id = item["itemId"]?.string else { throw malformed(.catalogItems, "an item has no itemId") }
          return CatalogItem(
            id: id, lastModified: item["lastModified"]?.string ?? "", value: item["value"] ?? .object([]))
        })
    }
  }

  /// Asks for page after page until the total is reached; a server may give smaller pages than were asked for.
  private func pages(
    _ call: Call, of key: String, total: String, limit: Int? = nil, _ body: ([JSONValue]) throws -> Void
  ) throws {
    let size = min(IterableClient.pageSize, max(limit ?? .max, 1))
    var seen = 0
    for page in 1... {
      var call = call
      call.query = [("page", String(page)), ("pageSize", String(size))]
      var answer = try json(call)
      // Live answers wrap the documented object into the envelope's params.
      if answer[key] == nil, let params = answer["params"] { answer = params }
      guard let all = answer[key]?.array else { throw malformed(call.endpoint, "the answer has no \(key)") }
      let items = Array(all.prefix((limit ?? .max) - seen))
      if !items.isEmpty { try body(items) }
      seen += items.count
      if let limit, seen >= limit { return }
      if items.isEmpty || seen >= answer[total]?.integer.map(Int.init) ?? 0 && answer["nextPageUrl"]?.string == nil {
        return
      }
    }
  }
}
