import Foundation

public struct CatalogItem: Sendable {
  public var id: String
  public var lastModified: String
  /// The JSON object of the item's fields.
  public var value: Data
}

extension IterableClient {
  public func catalogNames() throws -> [String] { fatalError("to come") }

  /// Calls `body` with each page of items, in Iterable's order.
  public func catalogItems(_ catalog: String, _ body: ([CatalogItem]) throws -> Void) throws { fatalError("to come") }
}
