/// One field of a form with its label, as the partial `field` shows it. Its id is its name.
struct FieldView: Sendable {
  let name: String
  let label: String
  var value = ""
  var help: String? { didSet { describe() } }
  var problem: String? { didSet { describe() } }
  /// What stands beside the field, by its ids.
  private(set) var describedBy: String?
  var isRequired = false
  /// Cannot be changed, and is sent all the same.
  var isFixed = false
  /// The form looks different with another choice.
  var refreshes = false
  /// The id of the list of suggestions.
  var list: String?
  var choices: [Choice] = []
  private(set) var isText = false
  private(set) var isArea = false
  private(set) var isSelect = false
  private(set) var isChecks = false

  struct Choice: Sendable {
    let value: String
    let label: String
    let isChosen: Bool
    /// Of a box.
    let id: String
  }

  private init(_ name: String, _ label: String) {
    self.name = name
    self.label = label
  }

  private mutating func describe() {
    let ids = [problem.map { _ in "\(name)-problem" }, help.map { _ in "\(name)-help" }].compactMap(\.self)
    describedBy = ids.isEmpty ? nil : ids.joined(separator: " ")
  }

  static func text(_ name: String, _ label: String, _ value: String, help: String? = nil, list: String? = nil)
    -> FieldView
  {
    var field = FieldView(name, label)
    (field.isText, field.value, field.help, field.list) = (true, value, help, list)
    return field
  }

  static func area(_ name: String, _ label: String, _ value: String, help: String? = nil) -> FieldView {
    var field = FieldView(name, label)
    (field.isArea, field.value, field.help) = (true, value, help)
    return field
  }

  /// A value that is none of the choices is one more.
  static func select(
    _ name: String, _ label: String, _ value: String, _ choices: [(value: String, label: String)], help: String? = nil
  ) -> FieldView {
    var field = FieldView(name, label)
    (field.isSelect, field.value, field.help) = (true, value, help)
    let isKnown = choices.contains { $0.value == value }
    let all = isKnown ? choices : [(value, value.isEmpty ? "Choose…" : "\(value) (not known)")] + choices
    field.choices = all.map { Choice(value: $0.value, label: $0.label, isChosen: $0.value == value, id: "") }
    return field
  }

  /// A box for each choice; those of `chosen` that are no choices have one too.
  static func checks(
    _ name: String, _ label: String, _ chosen: [String], _ choices: [(value: String, label: String)],
    help: String? = nil
  ) -> FieldView {
    var field = FieldView(name, label)
    (field.isChecks, field.help) = (true, help)
    let unknown = chosen.filter { value in !choices.contains { $0.value == value } }
    let all = choices + unknown.map { ($0, "\($0) (not known)") }
    field.choices = all.enumerated().map { index, choice in
      Choice(
        value: choice.value, label: choice.label, isChosen: chosen.contains(choice.value), id: "\(name)-\(index)")
    }
    return field
  }
}

extension FieldView {
  func required() -> FieldView {
    var field = self
    field.isRequired = true
    return field
  }

  func fixed(_ isFixed: Bool) -> FieldView {
    var field = self
    field.isFixed = isFixed
    return field
  }

  func refreshing() -> FieldView {
    var field = self
    field.refreshes = true
    return field
  }

  /// With what is wrong with it.
  func with(_ problems: [FormProblem]) -> FieldView {
    var field = self
    field.problem = problems.first { $0.field == name }?.message
    return field
  }
}

extension FormProblem {
  /// What went wrong with a whole form; `field` where it is known to be about one.
  init(_ error: any Error, field: String? = nil) {
    self.init(field: field, message: ConsoleError(describing: error).description.sentence)
  }
}
