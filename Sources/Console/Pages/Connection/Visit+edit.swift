import Connections
import Foundation
import Profiles

extension Visit {
  /// Changes a connection's text, and leads to `path`. Where a file rules the connection nothing is changed: its changed text is
  /// shown, for the file. The form's `version` is that which the change is of.
  func edit(
    _ name: String, _ origin: ConnectionVersion.Origin = .edit, note: String, to path: String, done: String,
    _ body: (inout ConnectionEditor) throws -> Void
  ) throws -> Answer {
    let library = workspace.library
    if case .file(let url) = try library.member(name).ruler {
      let changed = try library.edited(name, body)
      return .page(LockedPage(name, file: url.path, changed), status: .conflict)
    }
    _ = try library.edit(name, expecting: form.text("version").flatMap { Int64($0) }, origin, note: note, body)
    return .redirect(path, notice: .done(done))
  }
}

/// The changed text of a connection that a file rules.
struct LockedPage: Page {
  static let template = "locked"
  let title = "Change the file"
  let section = "/connections"
  let name: String
  let path: String
  let file: String
  let text: String
  /// What is wrong with the changed text, a sentence each.
  let problems: [String]
  let hasProblems: Bool

  init(_ name: String, file: String, _ changed: ConnectionFile) {
    self.name = name
    path = "/connections/\(name)"
    self.file = file
    text = changed.source.text
    problems = changed.diagnostics.filter { $0.severity == .error }.map { "\($0)" }
    hasProblems = !problems.isEmpty
  }
}
