/// A group as the store lends it: `id` and `document` are valid only during the call that hands it out.
public struct GroupRow {
  /// An id takes at most so many bytes.
  public static let longestID = 255

  /// UTF-8; one group of a type has it.
  public var id: UnsafeRawBufferPointer
  public var created: Timestamp
  public var modified: Timestamp
  /// Compact JSON in the form of a profile's, `{"city":["Amsterdam"]}`.
  public var document: UnsafeRawBufferPointer

  @inlinable public init(
    id: UnsafeRawBufferPointer, created: Timestamp, modified: Timestamp, document: UnsafeRawBufferPointer
  ) {
    self.id = id
    self.created = created
    self.modified = modified
    self.document = document
  }

  public var idText: String { String(decoding: id, as: UTF8.self) }
}
