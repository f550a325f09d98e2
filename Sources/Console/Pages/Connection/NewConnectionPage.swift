import Connections

/// Where a connection is made, anew or after another.
struct NewConnectionPage: Page {
  static let template = "connection-new"
  var title: String
  let section = "/connections"
  /// Where the form goes.
  var action: String
  var isCopy: Bool
  var id = ""
  var name = ""
  let dataCenters: [Choice]
  var baseURL = ""
  let projectTypes: [Choice]
  var problems: [FormProblem] = []
  var hasProblems: Bool
  var nameProblem: String?
  var idProblem: String?
  var baseURLProblem: String?
  var keyProblem: String?

  /// `form` is what was sent, and cannot be taken for the `problems`.
  init(copyOf original: String? = nil, form: Form = Form(), problems: [FormProblem] = []) {
    title = original.map { "Copy \($0)" } ?? "Add connection"
    action = original.map { "/connections/\($0)/copy" } ?? "/connections/new"
    isCopy = original != nil
    id = form["id"] ?? ""
    name = form["name"] ?? ""
    let (center, type) = (form["data_center"] ?? "us", form["project_type"] ?? "email")
    dataCenters = ProjectForm.dataCenters.map { .init(value: $0.0, label: $0.1, isChosen: $0.0 == center) }
    baseURL = form["base_url"] ?? ""
    projectTypes = ProjectForm.types.map { .init(value: $0.0, label: $0.1, isChosen: $0.0 == type) }
    self.problems = problems
    hasProblems = !problems.isEmpty
    nameProblem = problems.first { $0.field == "name" }?.message
    idProblem = problems.first { $0.field == "id" }?.message
    baseURLProblem = problems.first { $0.field == "base_url" }?.message
    keyProblem = problems.first { $0.field == "key" }?.message
  }
}

/// Asks once more.
struct DeleteConnectionPage: Page {
  static let template = "connection-delete"
  let title: String
  let section = "/connections"
  let id: String
  let name: String
  let path: String
  let file: String?
}
