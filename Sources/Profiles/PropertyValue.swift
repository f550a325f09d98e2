/// A record's value on its way into a profile. The bytes are borrowed for the call.
public struct PropertyValue {
  public enum Kind: UInt8, Sendable { case absent, null, bool, number, text, time, list, object }

  public var kind: Kind
  /// `text`: UTF-8, not escaped. `number`: its decimal spelling. `list`, `object`: JSON text.
  public var bytes: UnsafeRawBufferPointer
  /// `bool`: 0 or 1. `time`: microseconds since 1970 UTC.
  public var integer: Int64

  @inlinable public init(_ kind: Kind, bytes: UnsafeRawBufferPointer = .init(start: nil, count: 0), integer: Int64 = 0)
  {
    self.kind = kind
    self.bytes = bytes
    self.integer = integer
  }

  @inlinable public static var absent: Self { Self(.absent) }
  @inlinable public static var null: Self { Self(.null) }
  @inlinable public static func bool(_ value: Bool) -> Self { Self(.bool, integer: value ? 1 : 0) }
  @inlinable public static func number(_ spelling: UnsafeRawBufferPointer) -> Self { Self(.number, bytes: spelling) }
  @inlinable public static func text(_ utf8: UnsafeRawBufferPointer) -> Self { Self(.text, bytes: utf8) }
  @inlinable public static func time(_ microseconds: Int64) -> Self { Self(.time, integer: microseconds) }
  @inlinable public static func list(_ json: UnsafeRawBufferPointer) -> Self { Self(.list, bytes: json) }
  @inlinable public static func object(_ json: UnsafeRawBufferPointer) -> Self { Self(.object, bytes: json) }
}
