import Records

extension OptionChange {
  /// What it was, on one line; what is longer than `longest` characters is cut off.
  public func oldText(longest: Int = 100) -> String { Self.text(old, isDefault: oldIsDefault, longest) }

  /// What it is now, likewise.
  public func newText(longest: Int = 100) -> String { Self.text(new, isDefault: newIsDefault, longest) }

  private static func text(_ value: JSONValue?, isDefault: Bool, _ longest: Int) -> String {
    let text = value?.yaml ?? ""
    let whole = text.count > longest ? text.prefix(longest - 1) + "…" : text
    return isDefault ? "\(whole) (not written)" : whole
  }
}
