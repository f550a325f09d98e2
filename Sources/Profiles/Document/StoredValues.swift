import Foundation
import Records

/// One property's values as they stand in a document. Borrowed like the document.
public struct StoredValues: Sequence {
  /// A JSON array, `["a","b"]` or `[12.5]`; no bytes where there are no values.
  public let json: UnsafeRawBufferPointer

  init(json: UnsafeRawBufferPointer) { self.json = json }

  public var isEmpty: Bool { json.isEmpty }
  public var count: Int { reduce(0) { count, _ in count + 1 } }

  public var first: StoredValue? {
    var iterator = makeIterator()
    return iterator.next()
  }

  public func contains(literal: UnsafeRawBufferPointer) -> Bool { contains { $0.literal.hasBytes(of: literal) } }

  public func makeIterator() -> Iterator { Iterator(json: json) }

  public struct Iterator: IteratorProtocol {
    private let json: UnsafeRawBufferPointer
    private var at = 1

    init(json: UnsafeRawBufferPointer) { self.json = json }

    public mutating func next() -> StoredValue? {
      guard at < json.count, let base = json.baseAddress else { return nil }
      let start = at
      if json[at] == JSONText.quote {
        at = JSONText.endOfString(base, from: at + 1, to: json.count)
      } else {
        while at < json.count, JSONText.isNumberByte(json[at]) { at += 1 }
      }
      defer { at += 1 }
      return StoredValue(literal: json[from: start, to: at])
    }
  }
}

/// One value: a JSON string or a JSON number.
public struct StoredValue {
  /// Its JSON text; of a string, with the quotes.
  public let literal: UnsafeRawBufferPointer

  public var isText: Bool { literal[0] == JSONText.quote }
  public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// Lends a string's text without quotes and escapes, or a number's spelling. Nothing is copied where nothing is escaped.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    guard isText else { return try body(literal) }
    let inner = literal[from: 1, to: literal.count - 1]
    guard let base = inner.baseAddress, memchr(base, Int32(JSONText.backslash), inner.count) != nil else {
      return try body(inner)
    }
    return try withUnsafeTemporaryAllocation(byteCount: inner.count, alignment: 1) { buffer in
      let count = max(0, JSONText.unescape(inner, to: buffer.baseAddress!))
      return try body(UnsafeRawBufferPointer(start: buffer.baseAddress, count: count))
    }
  }
}
