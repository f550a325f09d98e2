import Access
import Connections
import Foundation
import Hummingbird
import Profiles

/// `/connections/{connection}/yaml`: the text, its plan, its versions and what differs between them. Also of a connection that is
/// deleted, or cannot be read.
struct YAMLRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/connections/:connection/yaml", show)
    pages.page("/connections/:connection/yaml/download", download)
    pages.action("/connections/:connection/yaml", change)
    pages.action("/connections/:connection/yaml/restore", restore)
    // What the page of a locked connection shows, as a file.
    pages.action("/connections/:connection/yaml/file") { visit in
      .download(
        visit.form["text"] ?? "", name: try visit.parameter("connection") + ".yaml",
        type: "application/yaml; charset=utf-8")
    }
  }

  private func show(_ visit: Visit) throws -> Answer {
    let id = try visit.parameter("connection")
    var state = YAMLPage.State()
    let query = visit.query
    state.shown = query.text("version").flatMap { Int64($0) }
    if let old = query.text("from").flatMap({ Int64($0) }), let new = query.text("to").flatMap({ Int64($0) }) {
      state.difference = (old, new, try visit.difference(of: id, from: old, to: new))
    }
    return try page(visit, state)
  }

  private func download(_ visit: Visit) throws -> Answer {
    let id = try visit.parameter("connection")
    let number = visit.query.text("version").flatMap { Int64($0) }
    let text = try visit.workspace.library.text(of: id, version: number)
    let name = number.map { "\(id)-version-\($0).yaml" } ?? "\(id).yaml"
    return .download(text, name: name, type: "application/yaml; charset=utf-8")
  }

  /// Shows what the text would change or, where that was seen, changes it.
  private func change(_ visit: Visit) throws -> Answer {
    let (id, library) = (try visit.parameter("connection"), visit.workspace.library)
    let text = visit.form["text"] ?? ""
    let sent = visit.form.text("version").flatMap { Int64($0) }
    var state = YAMLPage.State(text: text, note: visit.form.text("note") ?? "")
    do {
      let member = try library.member(id)
      state.version = sent ?? member.version?.number ?? 0
      let file = try library.file(of: id, saying: text)
      if case .file(let url) = member.ruler {
        return .page(try LockedPage(id, file: url.path, file, visit), status: .conflict)
      }
      guard visit.form["action"] == "apply" else {
        let plan = try library.plan(file, now: visit.workspace.now)
        let base = plan.base == .nothing ? "" : try library.text(of: id, version: member.version?.number)
        state.plan = PlanView(plan, from: base, to: text)
        return try page(visit, state, sent: text)
      }
      let kept = try library.replaceText(of: id, with: text, expecting: state.version, note: visit.form.text("note"))
      let number = kept.version.number
      return .redirect(
        "/connections/\(id)/yaml",
        notice: .done(kept.isNew ? "This is version \(number) now." : "Nothing changed; this is version \(number)."))
    } catch let error as ConnectionsError where error.code == .outdated {
      return try visit.outdated(id, of: state.version) { try library.file(of: id, saying: text) }
    } catch let error as ConnectionsError where [.invalidFile, .conflict].contains(error.code) {
      state.problems = FormProblem.all(of: error, field: "text", withLines: true)
      return try page(visit, state, sent: text, status: .badRequest)
    }
  }

  private func restore(_ visit: Visit) throws -> Answer {
    let (id, library) = (try visit.parameter("connection"), visit.workspace.library)
    guard let number = visit.form.text("version").flatMap({ Int64($0) }) else {
      throw ConsoleError(.badRequest, "which version is to be restored is missing")
    }
    if case .file(let url) = try library.member(id).ruler {
      let file = try library.file(of: id, saying: try library.text(of: id, version: number))
      return .page(try LockedPage(id, file: url.path, file, visit), status: .conflict)
    }
    let kept = try library.restore(id, number)
    return .redirect(
      "/connections/\(id)/yaml",
      notice: .done("Version \(number) is the connection again, as version \(kept.version.number)."))
  }

  private func page(
    _ visit: Visit, _ state: YAMLPage.State, sent: String? = nil, status: HTTPResponse.Status = .ok
  ) throws -> Answer {
    let (id, library) = (try visit.parameter("connection"), visit.workspace.library)
    var state = state
    let (member, summary, head) = try visit.member(tab: "/yaml")
    let before = visit.query.text("before").flatMap { Int64($0) }
    state.versions = try visit.store.read {
      try $0.connectionVersions(id, before: before, limit: YAMLPage.limit + 1)
    }
    state.ruling = try library.standing(of: id).ruling
    state.isOperator = visit.visitor.role >= .operator
    if sent == nil {
      state.version = member.version?.number ?? 0
      // Of a deleted connection: what it said last.
      let isGone = member.ruler == .deleted
      if isGone, state.shown == nil { state.shown = state.versions.first { $0.origin != .delete }?.number }
      state.text = try isGone && state.shown == nil ? "" : library.text(of: id, version: state.shown)
    }
    return .page(YAMLPage(head, state, problem: summary.problem?.sentence, now: visit.workspace.now), status: status)
  }
}
