/// One of a menu's entries.
struct Choice: Sendable {
  var value: String
  var label: String
  var isChosen: Bool
}
