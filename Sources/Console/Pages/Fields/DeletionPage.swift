/// What is asked before something is removed.
struct DeletionPage: Page {
  static let template = "deletion"
  let title: String
  let section: String
  /// Where the form goes.
  let action: String
  /// What the button says.
  let button: String
  /// Where one goes who does not want it.
  let back: String
  /// What goes, an item each.
  let goes: [String]
  let hasGoes: Bool
  /// Sentences.
  let notes: [String]
  /// Why it cannot be done; there is no button then.
  let obstacle: String?
  /// A box that has to be ticked.
  let box: String?

  init(
    title: String, section: String, action: String, button: String, back: String, goes: [String] = [],
    notes: [String] = [], obstacle: String? = nil, box: String? = nil
  ) {
    self.title = title
    self.section = section
    self.action = action
    self.button = button
    self.back = back
    self.goes = goes
    hasGoes = !goes.isEmpty
    self.notes = notes
    self.obstacle = obstacle
    self.box = box
  }
}
