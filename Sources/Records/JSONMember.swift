import Glibc

/// Finds members of JSON objects. Allocates nothing.
public enum JSONMember {
  /// The JSON text of the member called `path`, or else of what a dotted path leads to: `cart.total` is the member
  /// `total` of the object `cart`. Nil where there is neither, where a step of the path is no object, and where the text is
  /// no JSON object. A name that is written with escapes is not found.
  public static func find(
    _ path: UnsafeRawBufferPointer, in object: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer? {
    var nested: (value: UnsafeRawBufferPointer, rest: Int)?
    do {
      var cursor = JSONCursor(object)
      guard try cursor.peek() == .object else { return nil }
      try cursor.beginObject()
      while let name = try cursor.nextMember() {
        guard path.count >= name.count, !name.isEmpty, memcmp(path.baseAddress!, name.baseAddress!, name.count) == 0
        else {
          try cursor.skipValue()
          continue
        }
        let kind = try cursor.peek()
        let start = cursor.offset
        try cursor.skipValue()
        let value = UnsafeRawBufferPointer(rebasing: object[start..<cursor.offset])
        if path.count == name.count { return value }
        // The longest name that leads on wins.
        if kind == .object, path[name.count] == UInt8(ascii: "."), nested.map({ $0.rest <= name.count }) ?? true {
          nested = (value, name.count + 1)
        }
      }
    } catch {
      return nil
    }
    return nested.flatMap { find(UnsafeRawBufferPointer(rebasing: path[$0.rest...]), in: $0.value) }
  }
}
