/// How a mapping's value changes a property. "Empty" is absent, null, an empty text or an empty list.
public enum Strategy: String, Sendable, Codable, CaseIterable {
  /// Replaces the values; an empty value leaves them alone.
  case set
  /// Sets where the property has no value; an empty value leaves it alone.
  case setIfEmpty = "set_if_empty"
  /// Replaces the values; an empty value clears them.
  case setOrClear = "set_or_clear"
  /// Adds what is not there yet; values are compared exactly, a list adds each of its elements.
  case add
  /// Adds up exactly in decimal; a property without a value counts as 0. Several values become their one sum.
  case sum
}
