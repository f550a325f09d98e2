import Foundation

extension IterableClient {
  /// Tracks one event; give it an `id`, since a try may be repeated.
  public func track(_ event: EventPayload) throws { fatalError("to come") }

  /// Tracks events, in order, several of one person in one request where they come so.
  public func trackBulk(_ events: [EventPayload], createNewFields: Bool? = nil) -> BulkOutcome { fatalError("to come") }

  /// Tracks one purchase: ready JSON with `user`, `items`, `total` and an `id`, since a try may be repeated.
  public func trackPurchase(json: [UInt8]) throws { fatalError("to come") }
}
