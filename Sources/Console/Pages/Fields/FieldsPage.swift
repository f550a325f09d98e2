/// A form of some fields for one thing.
struct FieldsPage: Page {
  static let template = "fields"
  let title: String
  let section: String
  /// Where the form goes.
  let action: String
  /// What the button says.
  let button: String
  /// Where one goes who does not want it, and what is there.
  let back: String
  let backWords: String
  let fields: [FieldView]
  let problems: [FormProblem]
  let hasProblems: Bool

  init(
    title: String, section: String, action: String, button: String, backWords: String, fields: [FieldView],
    problems: [FormProblem] = []
  ) {
    self.title = title
    self.section = section
    self.action = action
    self.button = button
    back = section
    self.backWords = backWords
    self.fields = fields.map { $0.with(problems) }
    self.problems = problems
    hasProblems = !problems.isEmpty
  }

  /// As a page, bad where something is wrong.
  var answer: Answer { .page(self, status: hasProblems ? .badRequest : .ok) }
}
