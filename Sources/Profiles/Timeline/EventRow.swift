/// A Timeline event as the store lends it, and as it is given to the store: its bytes are valid only during the call.
///
/// Inside a profile an event is known by its type, its id and its date together: the same id with another date is a second
/// event.
public struct EventRow {
  /// The id of an event type, UTF-8.
  public var type: UnsafeRawBufferPointer
  /// 1 to ``EventLimits/idBytes`` bytes of UTF-8.
  public var id: UnsafeRawBufferPointer
  public var date: Timestamp
  /// One compact JSON object with the properties of the event's type, at most ``EventLimits/eventBytes`` bytes.
  public var properties: UnsafeRawBufferPointer
  /// Ascends over the whole store: whatever changes an event gives it the next. 0 before it is stored.
  public var revision: Int64
  /// From when on it is no longer lent; nil: never.
  public var expires: Timestamp?
  /// The id of the connection from whose Iterable project it came, UTF-8; it does not go back there. Empty: it came from
  /// elsewhere.
  public var source: UnsafeRawBufferPointer

  @inlinable public init(
    type: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer, date: Timestamp, properties: UnsafeRawBufferPointer,
    revision: Int64 = 0, expires: Timestamp? = nil, source: UnsafeRawBufferPointer = .init(start: nil, count: 0)
  ) {
    self.type = type
    self.id = id
    self.date = date
    self.properties = properties
    self.revision = revision
    self.expires = expires
    self.source = source
  }

  public var typeText: String { String(decoding: type, as: UTF8.self) }
  public var idText: String { String(decoding: id, as: UTF8.self) }
}
