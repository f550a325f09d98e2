/// One person of a bulk update or of a list change: ready JSON, and who it is about.
public struct UserPayload: Sendable {
  public var identifier: Identifier
  /// One JSON object that holds the identifier, such as `{"email":"jane@example.com","dataFields":{"age":4}}`.
  public var json: [UInt8]

  public init(identifier: Identifier, json: [UInt8]) {
    self.identifier = identifier
    self.json = json
  }

  /// Only the identifier, as list changes need it.
  public init(_ identifier: Identifier) {
    self.init(identifier: identifier, json: identifier.json)
  }
}

/// One event of a bulk track. Give every event an `id` in its JSON: a batch may be sent again.
public struct EventPayload: Sendable {
  public var identifier: Identifier
  public var eventName: String
  /// One JSON object with identifier, `eventName`, `id`, `createdAt` in seconds and `dataFields`.
  public var json: [UInt8]

  public init(identifier: Identifier, eventName: String, json: [UInt8]) {
    self.identifier = identifier
    self.eventName = eventName
    self.json = json
  }
}
