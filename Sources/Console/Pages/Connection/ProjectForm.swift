import Connections
import IterableAPI
import Records

/// Which Iterable project, as a form has it.
struct ProjectForm: Sendable {
  /// `us`, `eu` or `other`.
  var dataCenter: String
  var baseURL: String

  static let dataCenters = [
    ("us", "US, api.iterable.com"), ("eu", "EU, api.eu.iterable.com"), ("other", "Another address, for tests"),
  ]
  static let types = [("email", "The e-mail address"), ("user_id", "The user id"), ("hybrid", "Either (hybrid)")]

  init(_ project: IterableProject) {
    switch project.baseURL {
    case DataCenter.us.baseURL: (dataCenter, baseURL) = ("us", "")
    case DataCenter.eu.baseURL: (dataCenter, baseURL) = ("eu", "")
    default: (dataCenter, baseURL) = ("other", project.baseURL)
    }
  }

  /// What a form says of the project, without the key: the members of the option `iterable`.
  static func members(_ form: Form, _ problems: inout [FormProblem]) -> [JSONValue.Member] {
    let type = JSONValue.Member(key: "project_type", value: .string(form["project_type"] ?? "email"))
    guard form["data_center"] == "other" else {
      return [.init(key: "data_center", value: .string(form["data_center"] ?? "us")), type]
    }
    if form.text("base_url") == nil {
      problems.append(FormProblem(field: "base_url", message: "Enter the address, such as http://127.0.0.1:8800."))
    }
    return [.init(key: "base_url", value: .string(form.text("base_url") ?? "")), type]
  }
}
