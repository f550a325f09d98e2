import Connections
import Foundation
import Hummingbird
import Profiles
import Records

extension Visit {
  /// Changes a connection's text, and leads to `path`. Where a file rules the connection nothing is changed: its changed text is
  /// shown, for the file. The form's `version` is that which the change is of; where somebody changed the connection since,
  /// nothing is changed either, and both changes are shown.
  func edit(
    _ name: String, _ origin: ConnectionVersion.Origin = .edit, note: String, to path: String, done: String,
    _ body: (inout ConnectionEditor) throws -> Void
  ) throws -> Answer {
    let library = workspace.library
    if case .file(let url) = try library.member(name).ruler {
      return .page(try LockedPage(name, file: url.path, library.edited(name, body), self), status: .conflict)
    }
    let version = form.text("version").flatMap { Int64($0) }
    do {
      _ = try library.edit(name, expecting: version, origin, note: note, body)
    } catch let error as ConnectionsError where error.code == .outdated {
      return try outdated(name, of: version ?? 0) { try library.edited(name, version: version, body) }
    }
    return .redirect(path, notice: .done(done))
  }

  /// What somebody else changed since `version`, and what this form would: nothing is kept.
  func outdated(_ name: String, of version: Int64, mine: () throws -> ConnectionFile) throws -> Answer {
    let library = workspace.library
    let since = try store.read { try $0.connectionVersions(name, before: nil, limit: 50) }.filter {
      $0.number > version
    }
    guard let current = since.first, let old = try? library.text(of: name, version: version) else {
      throw ConsoleError(
        .outdated, "connection '\(name)' was changed meanwhile", hint: "go back, reload the page and change it again")
    }
    let theirs = current.origin == .delete ? nil : try difference(of: name, from: version, to: current.number)
    let file = try? mine()
    let plan = try file.flatMap { file in
      try library.changes(of: name, version: version, against: file).map {
        PlanView($0, from: old, to: file.source.text)
      }
    }
    return .page(
      OutdatedPage(
        name, path: path, form: form, version: version, since: since, theirs: theirs, mine: plan, now: workspace.now),
      status: .preconditionFailed)
  }

  /// What one version changed against another; line by line alone where one of them is not understood by this program.
  func difference(of id: String, from old: Int64, to new: Int64) throws -> PlanView {
    let library = workspace.library
    let (before, after) = (try library.text(of: id, version: old), try library.text(of: id, version: new))
    do {
      return PlanView(try library.difference(of: id, from: old, to: new), from: before, to: after)
    } catch let error as ConnectionsError where error.code == .invalidFile {
      return PlanView(from: before, to: after)
    }
  }
}

extension FormProblem {
  /// A problem for each thing that is wrong with a text. `withLines`: for whoever sees the text, with the line.
  static func all(of error: ConnectionsError, field: String? = nil, withLines: Bool = false) -> [FormProblem] {
    let found = error.diagnostics.filter { $0.severity == .error }
    guard !found.isEmpty else { return [FormProblem(field: field, message: "\(error)".sentence)] }
    return found.map { diagnostic in
      let hint = diagnostic.hint.map { " \($0.sentence)" } ?? ""
      let message = withLines ? "line \(diagnostic.position.line): \(diagnostic.message)" : diagnostic.message
      return FormProblem(field: field, message: message.sentence + hint)
    }
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
  let fileName: String
  let text: String
  let plan: PlanView?
  /// What is wrong with the changed text, a sentence each.
  let problems: [String]
  let hasProblems: Bool

  init(_ name: String, file: String, _ changed: ConnectionFile, _ visit: Visit) throws {
    self.name = name
    path = "/connections/\(name)"
    self.file = file
    fileName = URL(fileURLWithPath: file).lastPathComponent
    text = changed.source.text
    let old = try visit.workspace.library.text(of: name, version: nil)
    plan = try visit.workspace.library.changes(of: name, version: nil, against: changed).map {
      PlanView($0, from: old, to: changed.source.text)
    }
    problems = changed.diagnostics.filter { $0.severity == .error }.map { "\($0)" }
    hasProblems = !problems.isEmpty
  }
}

/// Somebody changed the connection between the showing of a form and its sending.
struct OutdatedPage: Page {
  static let template = "outdated"
  let title = "Somebody changed it meanwhile"
  let section = "/connections"

  struct Change: Sendable {
    var number: String
    var actor: String
    var how: String
    var note: String?
    var at: Moment
  }

  let name: String
  let connectionPath: String
  /// Where the form was sent.
  let action: String
  /// What was sent, to be sent again.
  let fields: [Form.Field]
  let version: String
  let current: String
  let since: [Change]
  let theirs: PlanView?
  let mine: PlanView?

  init(
    _ name: String, path: String, form: Form, version: Int64, since: [ConnectionVersion], theirs: PlanView?,
    mine: PlanView?,
    now: Date
  ) {
    self.name = name
    connectionPath = "/connections/\(name)"
    action = path
    let newest = since.first?.number ?? version
    fields =
      form.fields.filter { !["csrf", "version"].contains($0.name) } + [.init(name: "version", value: String(newest))]
    self.version = String(version)
    current = String(newest)
    self.since = since.map {
      Change(
        number: String($0.number), actor: $0.actor, how: $0.origin.words, note: $0.note,
        at: Moment($0.at.date, now: now))
    }
    self.theirs = theirs
    self.mine = mine
  }
}
