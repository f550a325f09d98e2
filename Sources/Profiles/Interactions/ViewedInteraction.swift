/// That a profile has seen an interaction (a banner, a dialogue, a form), as the store lends it: its bytes are valid only
/// during the call.
public struct ViewedInteraction {
  /// In the form of ``InteractionReport/id``.
  public var id: UnsafeRawBufferPointer
  /// For people; no bytes where it is not known.
  public var name: UnsafeRawBufferPointer
  public var first: Timestamp
  public var last: Timestamp
  /// How often; 1 at least.
  public var count: Int64

  @inlinable public init(
    id: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer, first: Timestamp, last: Timestamp, count: Int64
  ) {
    self.id = id
    self.name = name
    self.first = first
    self.last = last
    self.count = count
  }

  public var idText: String { String(decoding: id, as: UTF8.self) }
  public var nameText: String? { name.isEmpty ? nil : String(decoding: name, as: UTF8.self) }
}

/// An interaction that profiles have seen.
public struct Interaction: Sendable, Equatable {
  public var id: String
  public var name: String?
  /// How many profiles have seen it.
  public var profiles: Int

  public init(id: String, name: String?, profiles: Int) {
    self.id = id
    self.name = name
    self.profiles = profiles
  }
}
