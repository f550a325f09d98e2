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
  var dataCenter = "us"
  var baseURL = ""
  var projectType = "email"
  var key = ""
  var problems: [FormProblem] = []
  var hasProblems: Bool
  var isEU: Bool
  var isOther: Bool
  var isUserID: Bool
  var isHybrid: Bool
  var idProblem: String?
  var keyProblem: String?

  /// `form` is what was sent, and cannot be taken for the `problems`.
  init(copyOf original: String? = nil, form: Form = Form(), problems: [FormProblem] = []) {
    title = original.map { "Copy \($0)" } ?? "Add connection"
    action = original.map { "/connections/\($0)/copy" } ?? "/connections/new"
    isCopy = original != nil
    id = form["id"] ?? original.map { "\($0)-copy" } ?? ""
    name = form["name"] ?? ""
    dataCenter = form["data_center"] ?? "us"
    baseURL = form["base_url"] ?? ""
    projectType = form["project_type"] ?? "email"
    isEU = dataCenter == "eu"
    isOther = dataCenter == "other"
    isUserID = projectType == "user_id"
    isHybrid = projectType == "hybrid"
    self.problems = problems
    hasProblems = !problems.isEmpty
    idProblem = problems.first { $0.field == "id" }?.message
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
