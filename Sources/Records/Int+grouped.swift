extension Int {
  /// With commas between thousands, as people read it.
  public var grouped: String {
    var text = String(magnitude)
    var at = text.count - 3
    while at > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: at))
      at -= 3
    }
    return self < 0 ? "-" + text : text
  }
}
