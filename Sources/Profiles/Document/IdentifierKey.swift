/// The form in which an identifier's value is compared: e-mail addresses trimmed and case-folded, numbers in their shortest
/// spelling, dates in UTC, text as it is. Keeps its buffers; one thread at a time.
public final class IdentifierKey {
  private let encoder = ValueEncoder()
  private let literal = ByteBuffer(capacity: 256)
  private let folded = ByteBuffer(capacity: 256)

  public init() {}

  /// Valid until the next call; nil where the value is empty or cannot be a value of this type (lists cannot).
  public func key(of value: PropertyValue, type: Property.ValueType) -> UnsafeRawBufferPointer? {
    folded.removeAll()
    if value.kind == .text {
      switch type {
      case .text: return value.bytes.isEmpty || value.bytes.count > ValueEncoder.valueLimit ? nil : value.bytes
      case .email:
        let address = value.bytes.trimmed
        guard EmailText.isAddress(address) else { return nil }
        EmailText.appendFolded(address, to: folded)
        return folded.bytes
      default: break
      }
    }
    literal.removeAll()
    guard encoder.encodeLiteral(value, as: type, to: literal) == .encoded else { return nil }
    // Neither numbers, nor dates, nor booleans have anything escaped in them.
    return type.isNumeric ? literal.bytes : literal.bytes[from: 1, to: literal.count - 1]
  }

  /// Appends the key of a stored value.
  static func append(_ value: StoredValue, type: Property.ValueType, to buffer: ByteBuffer) {
    value.withBytes { bytes in
      if type == .email {
        EmailText.appendFolded(bytes, to: buffer)
      } else {
        buffer.append(bytes)
      }
    }
  }
}
