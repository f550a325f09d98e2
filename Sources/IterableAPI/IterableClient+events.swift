import Foundation
import Records

extension IterableClient {
  /// Tracks one event; give it an `id`, since a try may be repeated.
  public func track(_ event: EventPayload) throws {
    let answer = try json(Call(endpoint: .trackEvent, body: event.json))
    // A name that the project does not accept comes as 200 and Success.
    if let message = answer["msg"]?.string, message.contains("is disallowed from tracking") {
      throw IterableError(
        .eventDisallowed, IterableError.withoutSecrets(message, secret: configuration.apiKey),
        hint: "allow the event in the project's settings", httpStatus: 200, endpoint: Endpoint.trackEvent.rawValue)
    }
  }

  /// Tracks events, in order, several of one person in one request where they come so.
  public func trackBulk(_ events: [EventPayload], createNewFields: Bool? = nil) -> BulkOutcome {
    let request = BulkRequest(
      endpoint: .trackEvents, head: #"{"events":["#, tail: BulkRequest.tail(createNewFields: createNewFields),
      separatesDuplicates: false)
    return BulkDelivery(client: self, request: request, rows: events.map(BulkRow.init)).run()
  }

  /// Tracks purchases, one request each, since Iterable takes them one by one: ready JSON as in ``trackPurchase(json:)``.
  /// Several are under way at a time, those of one person in their order.
  public func trackPurchases(_ purchases: [UserPayload]) -> BulkOutcome {
    PurchaseDelivery(client: self, purchases: purchases).run()
  }

  /// Tracks one purchase: ready JSON with `user`, `items`, `total` and an `id`, since a try may be repeated.
  public func trackPurchase(json body: [UInt8]) throws {
    _ = try json(Call(endpoint: .trackPurchase, body: body))
  }
}
