/// The form in which an identifier's value is compared: e-mail addresses trimmed and case-folded, numbers in their shortest
/// spelling, dates in UTC, text as it is. Keeps its buffer; one thread at a time.
public final class IdentifierKey {
  public init() { fatalError("skeleton") }

  /// Valid until the next call; nil where the value is empty or cannot be a value of this type (lists cannot).
  public func key(of value: PropertyValue, type: Property.ValueType) -> UnsafeRawBufferPointer? {
    fatalError("skeleton")
  }
}
