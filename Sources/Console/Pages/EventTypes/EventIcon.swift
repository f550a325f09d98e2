/// The console's own drawings for the icons that event types name. A name is all that comes from elsewhere; one that there is no
/// drawing for gets the general one.
enum EventIcon {
  /// The symbol in `icons.svg`.
  static func symbol(_ name: String) -> String { names.contains(name) ? "event-\(name)" : "events" }

  static let names: Set<String> = [
    "mail", "mail-open", "cursor-click", "basket", "receipt", "receipt-refund", "book", "shop", "phone", "star",
  ]
}
