/// What one mapping's value did to the profile being edited. A value is taken whole or not at all.
public enum ApplyOutcome: UInt8, Sendable, CaseIterable {
  case changed
  /// The property already had it, or `set_if_empty` found a value.
  case unchanged
  /// The value is empty and the strategy leaves the property alone.
  case nothingToSet
  /// Not imported: `sum` needs a number, in the record and in the profile.
  case notANumber
  /// Not imported: the value does not fit the property's type.
  case invalidForType
  /// Not imported: a value of more than 64 KB, a property of more than 1,000 values or 1 MB, a number of more than 36
  /// digits.
  case tooLong

  /// The value was there but could not be imported; counted, and never mixed with the other outcomes.
  public var isRefusal: Bool { self == .notANumber || self == .invalidForType || self == .tooLong }
}
