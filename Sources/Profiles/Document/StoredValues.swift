/// One property's values as they stand in a document. Borrowed like the document.
public struct StoredValues: Sequence {
  /// A JSON array, `["a","b"]` or `[12.5]`; no bytes where there are no values.
  public let json: UnsafeRawBufferPointer

  public var isEmpty: Bool { json.isEmpty }
  public var count: Int { reduce(0) { count, _ in count + 1 } }
  public var first: StoredValue? { fatalError("skeleton") }
  public func makeIterator() -> Iterator { fatalError("skeleton") }

  public struct Iterator: IteratorProtocol {
    public mutating func next() -> StoredValue? { fatalError("skeleton") }
  }
}

/// One value: a JSON string or a JSON number.
public struct StoredValue {
  /// Its JSON text; of a string, with the quotes.
  public let literal: UnsafeRawBufferPointer

  public var isText: Bool { literal[0] == 0x22 }
  public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// Lends a string's text without quotes and escapes, or a number's spelling. No copy is made where nothing is escaped.
  @inlinable
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    fatalError("skeleton")
  }
}
