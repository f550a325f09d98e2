/// What is wrong with a form, for the list at its head (partial `problems`) and for the field itself.
///
/// A page that shows forms has `problems` and `hasProblems`; a field with a problem has `aria-invalid` and names the text
/// beside it in `aria-describedby`.
struct FormProblem: Sendable, Equatable {
  /// The id of the field; nil where it is about the whole.
  var field: String?
  /// One sentence.
  var message: String
}
