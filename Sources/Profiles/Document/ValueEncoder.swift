import Records

/// Turns records' values into the JSON text that documents hold for a property of a type.
struct ValueEncoder {
  enum Result: Equatable {
    /// `[…]` was appended to the buffer: unique values, one at least.
    case encoded
    case empty
    case invalidForType
    case tooLong
  }

  static let valueLimit = 64 << 10
  static let listLimit = 1_000

  /// Strings of lists with their escapes resolved, one at a time.
  private let unescaped = ByteBuffer()

  /// Appends nothing where the result is not `encoded`.
  /// - Parameter keepsDuplicates: lists keep equal elements; for `sum`.
  @inline(__always)
  func encode(
    _ value: PropertyValue, as type: Property.ValueType, to buffer: ByteBuffer, keepsDuplicates: Bool = false
  ) -> Result {
    if value.kind == .absent || value.kind == .null { return .empty }
    let start = buffer.count
    buffer.append(UInt8(ascii: "["))
    let result =
      value.kind == .list
      ? encodeList(value.bytes, as: type, to: buffer, keepsDuplicates: keepsDuplicates)
      : encodeLiteral(value, as: type, to: buffer)
    if result == .encoded {
      buffer.append(UInt8(ascii: "]"))
    } else {
      buffer.truncate(to: start)
    }
    return result
  }

  /// Appends one value's literal, or nothing.
  @inline(__always)
  func encodeLiteral(_ value: PropertyValue, as type: Property.ValueType, to buffer: ByteBuffer) -> Result {
    guard value.bytes.count <= Self.valueLimit else { return .tooLong }
    switch type {
    case .text: return encodeText(value, to: buffer)
    case .email:
      guard value.kind == .text else { return value.kind == .null ? .empty : .invalidForType }
      let address = value.bytes.trimmed
      guard !address.isEmpty else { return .empty }
      guard EmailText.isAddress(address) else { return .invalidForType }
      JSONText.append(address, to: buffer)
      return .encoded
    case .number, .decimal, .currency: return encodeNumber(value, to: buffer)
    case .dateTime: return encodeDateTime(value, to: buffer)
    }
  }

  private func encodeText(_ value: PropertyValue, to buffer: ByteBuffer) -> Result {
    switch value.kind {
    case .text:
      guard !value.bytes.isEmpty else { return .empty }
      JSONText.append(value.bytes, to: buffer)
    case .number:
      buffer.append(JSONText.quote)
      buffer.append(value.bytes)
      buffer.append(JSONText.quote)
    case .bool: append(value.integer != 0 ? "\"true\"" : "\"false\"", to: buffer)
    case .time: appendDateTime(value.integer, to: buffer)
    case .null, .absent: return .empty
    case .list, .object: return .invalidForType
    }
    return .encoded
  }

  private func encodeNumber(_ value: PropertyValue, to buffer: ByteBuffer) -> Result {
    guard value.kind == .number || value.kind == .text else { return value.kind == .null ? .empty : .invalidForType }
    if value.kind == .number, ExactDecimal.isShortest(value.bytes) {
      buffer.append(value.bytes)
      return .encoded
    }
    let spelling = value.bytes.trimmed
    guard !spelling.isEmpty else { return .empty }
    switch ExactDecimal.read(spelling) {
    case .number(let number):
      buffer.commit(number.write(to: buffer.reserve(ExactDecimal.capacity)))
      return .encoded
    case .notANumber: return .invalidForType
    case .tooLong: return .tooLong
    }
  }

  private func encodeDateTime(_ value: PropertyValue, to buffer: ByteBuffer) -> Result {
    switch value.kind {
    case .time: appendDateTime(value.integer, to: buffer)
    case .text:
      let text = value.bytes.trimmed
      guard !text.isEmpty else { return .empty }
      guard let moment = DateTimeText.read(text) else { return .invalidForType }
      appendDateTime(moment, to: buffer)
    case .null: return .empty
    default: return .invalidForType
    }
    return .encoded
  }

  private func appendDateTime(_ microseconds: Int64, to buffer: ByteBuffer) {
    buffer.append(JSONText.quote)
    buffer.commit(DateTimeText.write(microseconds, to: buffer.reserve(DateTimeText.capacity)))
    buffer.append(JSONText.quote)
  }

  private func append(_ text: StaticString, to buffer: ByteBuffer) {
    buffer.append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private func encodeList(
    _ json: UnsafeRawBufferPointer, as type: Property.ValueType, to buffer: ByteBuffer, keepsDuplicates: Bool
  ) -> Result {
    guard json.count <= Self.valueLimit else { return .tooLong }
    guard var elements = ListReader(json) else { return .invalidForType }
    let start = buffer.count
    var count = 0
    while true {
      let element: PropertyValue
      switch elements.next(unescapingTo: unescaped) {
      case .element(let value): element = value
      case .end: return count > 0 ? .encoded : .empty
      case .malformed: return .invalidForType
      }
      let before = buffer.count
      if count > 0 { buffer.append(UInt8(ascii: ",")) }
      let literal = buffer.count
      switch encodeLiteral(element, as: type, to: buffer) {
      case .encoded: break
      case .empty:
        buffer.truncate(to: before)
        continue
      case let refused: return refused
      }
      if !keepsDuplicates, count > 0 {
        let earlier = StoredValues(json: buffer.bytes[from: start - 1, to: before])
        if earlier.contains(literal: buffer.bytes[from: literal, to: buffer.count]) {
          buffer.truncate(to: before)
          continue
        }
      }
      count += 1
      guard count <= Self.listLimit else { return .tooLong }
    }
  }
}
