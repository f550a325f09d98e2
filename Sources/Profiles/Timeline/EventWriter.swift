import EventTypes
import Records

/// Writes events' properties as stores keep them: compact JSON, each value in the one spelling of its type, a list for each
/// property that may have several. Keeps its buffers; one thread at a time.
///
/// Objects and lists that nothing was put into are taken back.
public final class EventWriter {
  public enum Result: Equatable, Sendable {
    case written
    /// Absent, null, an empty text or an empty list: nothing was written.
    case empty
    /// The value, or one of a list, is not and cannot be made one of the property's type.
    case wrongType
    /// Several values, where the property has one.
    case notMultiple
    /// A text of more than 64 kB, a list of more than 1,000 values, a number of more than 36 digits.
    case tooLong
  }

  private let buffer = ByteBuffer()
  private let unescaped = ByteBuffer(capacity: 256)
  private let encoder = ValueEncoder()
  /// Where the lists and objects that are open begin, their names and commas included.
  private var open: [Int] = []

  public init() {}

  /// The event since `begin`, whole after `end`. Valid until the next call.
  public var json: UnsafeRawBufferPointer { buffer.bytes }

  public func begin() {
    buffer.removeAll()
    open.removeAll(keepingCapacity: true)
    buffer.append(UInt8(ascii: "{"))
  }

  public func end() { buffer.append(UInt8(ascii: "}")) }

  /// Writes a property that is no object. A list with one value is that value where the property has one. Nothing is written
  /// where the result is not `written`.
  public func put(_ value: PropertyValue, as property: EventProperty) -> Result {
    guard let type = Property.ValueType(property.type) else { return .wrongType }
    if value.kind == .absent || value.kind == .null { return .empty }
    let start = buffer.count
    appendName(of: property)
    if property.isMultiple { buffer.append(UInt8(ascii: "[")) }
    let result =
      value.kind == .list
      ? putElements(value.bytes, as: property, type) : putLiteral(value, as: property, type)
    if result == .written {
      if property.isMultiple { buffer.append(UInt8(ascii: "]")) }
    } else {
      buffer.truncate(to: start)
    }
    return result
  }

  private func putElements(
    _ json: UnsafeRawBufferPointer, as property: EventProperty, _ type: Property.ValueType
  ) -> Result {
    guard var elements = ListReader(json) else { return .wrongType }
    var count = 0
    while true {
      let element: PropertyValue
      switch elements.next(unescapingTo: unescaped) {
      case .element(let value): element = value
      case .end: return count > 0 ? .written : .empty
      case .malformed: return .wrongType
      }
      let start = buffer.count
      if count > 0 { buffer.append(UInt8(ascii: ",")) }
      switch putLiteral(element, as: property, type) {
      case .written: count += 1
      case .empty: buffer.truncate(to: start)
      case let refused: return refused
      }
      if count > 1, !property.isMultiple { return .notMultiple }
      if count > ValueEncoder.listLimit { return .tooLong }
    }
  }

  private func putLiteral(_ value: PropertyValue, as property: EventProperty, _ type: Property.ValueType) -> Result {
    let start = buffer.count
    switch encoder.encodeLiteral(value, as: type, to: buffer) {
    case .encoded: break
    case .empty: return .empty
    case .invalidForType: return .wrongType
    case .tooLong: return .tooLong
    }
    guard property.type == .number else { return .written }
    guard case .number(let number) = ExactDecimal.read(buffer.bytes[from: start, to: buffer.count]), number.isWhole
    else {
      return .wrongType
    }
    return .written
  }

  // MARK: Lists and objects

  public func beginObject(_ property: EventProperty) {
    open.append(buffer.count)
    appendName(of: property)
    buffer.append(UInt8(ascii: "{"))
  }

  /// False where nothing was put into it, and it is gone.
  @discardableResult
  public func endObject() -> Bool { close(UInt8(ascii: "{"), UInt8(ascii: "}")) }

  public func beginList(_ property: EventProperty) {
    open.append(buffer.count)
    appendName(of: property)
    buffer.append(UInt8(ascii: "["))
  }

  /// An object in the list that was begun last; `endObject` ends it.
  public func beginElement() {
    open.append(buffer.count)
    appendComma()
    buffer.append(UInt8(ascii: "{"))
  }

  /// False where nothing was put into it, and it is gone.
  @discardableResult
  public func endList() -> Bool { close(UInt8(ascii: "["), UInt8(ascii: "]")) }

  private func close(_ bracket: UInt8, _ end: UInt8) -> Bool {
    let start = open.removeLast()
    // No value ends with an opening bracket.
    guard buffer.bytes[buffer.count - 1] != bracket else {
      buffer.truncate(to: start)
      return false
    }
    buffer.append(end)
    return true
  }

  private func appendComma() {
    let last = buffer.bytes[buffer.count - 1]
    if last != UInt8(ascii: "{"), last != UInt8(ascii: "[") { buffer.append(UInt8(ascii: ",")) }
  }

  /// Keys have nothing in them that is escaped.
  private func appendName(of property: EventProperty) {
    appendComma()
    buffer.append(JSONText.quote)
    var key = property.key
    key.withUTF8 { buffer.append(UnsafeRawBufferPointer($0)) }
    buffer.append(JSONText.quote)
    buffer.append(UInt8(ascii: ":"))
  }
}

extension Property.ValueType {
  /// The type whose values an event's property has; nil for an object.
  init?(_ type: EventPropertyType) {
    switch type {
    case .text: self = .text
    case .number: self = .number
    case .decimal: self = .decimal
    case .dateTime: self = .dateTime
    case .object: return nil
    }
  }
}
