import Access
import Foundation
import Hummingbird
import Profiles
import Records

/// Who asks, and how they showed it.
struct Visitor: Sendable {
  let name: String
  let role: Role
  /// Nil for an API token.
  let session: Session?
  /// What the browser sent; nil for an API token.
  let cookie: String?
}

/// One request for a page or to the API, as its handler sees it: on a thread that may block, with changes audited as the visitor's.
struct Visit: Sendable {
  let workspace: Workspace
  let visitor: Visitor
  /// The path, without what is behind `?`.
  let path: String
  /// What stands in the path for `{name}`.
  let parameters: [String: String]
  /// Behind `?`.
  let query: Form
  /// The body of a form; empty for other requests.
  let form: Form
  /// The body of a request to the API; nil where it is empty.
  var body: JSONValue?
  /// The request's header fields.
  let headers: HTTPFields

  var store: any ProfileStore { workspace.store }

  /// Throws ``ConsoleError`` where the route has no such name.
  func parameter(_ name: String) throws(ConsoleError) -> String {
    guard let value = parameters[name] else { throw ConsoleError(.notFound, "there is no such page") }
    return value
  }

  /// A number in the path. Throws ``ConsoleError``.
  func number(_ name: String) throws(ConsoleError) -> Int64 {
    guard let number = Int64(try parameter(name)) else {
      throw ConsoleError(.notFound, "what stands in the path for {\(name)} is no number")
    }
    return number
  }

  /// Throws ``ConsoleError`` `forbidden` where the visitor's role is less.
  func require(_ role: Role) throws(ConsoleError) {
    guard visitor.role >= role else {
      throw ConsoleError(
        .forbidden, "this takes the role \(role.rawValue), and '\(visitor.name)' is \(visitor.role.rawValue)",
        hint: "ask an admin")
    }
  }
}
