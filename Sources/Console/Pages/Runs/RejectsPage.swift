import Foundation
import Profiles
import Records

/// The records that a run could not use, and why.
struct RejectsPage: Page {
  static let template = "rejects"
  let title: String
  let section = "/runs"

  struct Row: Sendable {
    var id: String
    var goal: String
    var row: String
    var step: String
    var code: String
    var field: String
    var identifier: String
    var reason: String
    var payload: String?
    var profilePath: String?
    var resolvedBy: String?
    var resolvedPath: String
  }

  struct Reason: Sendable {
    var goal: String
    var step: String
    var code: String
    var field: String
    var reason: String
    var count: String
    var resolved: String
    var path: String
  }

  let run: String
  let runPath: String
  let path: String
  let rows: [Row]
  let hasRows: Bool
  let reasons: [Reason]
  let hasReasons: Bool
  let count: String
  let goals: [Choice]
  let steps: [Choice]
  let search: String
  let code: String
  let isOpen: Bool
  let isFiltered: Bool
  let next: String?
  /// What of the run, or of the goal that is chosen, can be tried again.
  let retry: RetryView
  let csvPath: String
  let jsonPath: String

  static let limit = 50

  init(
    run: Run, _ rejects: [Reject], count: Int, groups: [RejectGroup], retriable: [RetryGroup], query: Form,
    filter: RejectFilter
  ) {
    title = "Rejects of run \(run.id)"
    self.run = String(run.id)
    runPath = "/runs/\(run.id)"
    let path = "/runs/\(run.id)/rejects"
    self.path = path
    rows = rejects.map(Row.init)
    hasRows = !rejects.isEmpty
    reasons = groups.prefix(20).map { Reason($0, path: path) }
    hasReasons = !groups.isEmpty
    self.count = count == 1 ? "1 reject" : "\(count.grouped) rejects"
    goals = run.goals.map(\.goal).map { .init(value: $0, label: $0, isChosen: $0 == filter.goal) }
    steps = Set(groups.map(\.step) + (filter.step.map { [$0] } ?? [])).sorted().map {
      .init(value: String($0), label: Reject.name(ofStep: $0), isChosen: $0 == filter.step)
    }
    retry = RetryView(run, retriable, goal: filter.goal)
    search = filter.text ?? ""
    code = filter.code ?? ""
    isOpen = filter.isOpen
    isFiltered =
      filter.goal != nil || filter.text != nil || filter.code != nil
      || filter.step != nil || filter.isOpen
    var kept = Form(query.fields.filter { $0.name != "after" && !$0.value.isEmpty })
    csvPath = "/runs/\(run.id)/rejects.csv?" + kept.urlEncoded
    jsonPath = "/runs/\(run.id)/rejects.json?" + kept.urlEncoded
    if count > rejects.count, rejects.count == Self.limit, let last = rejects.last {
      kept.fields.append(.init(name: "after", value: String(last.id)))
      next = path + "?" + kept.urlEncoded
    } else {
      next = nil
    }
  }
}

extension RejectsPage.Row {
  init(_ reject: Reject) {
    id = String(reject.id)
    goal = reject.goal
    row = reject.row.description
    step = Reject.name(ofStep: reject.step)
    code = reject.code
    field = reject.field
    identifier = reject.identifier ?? reject.profile.map { "Profile \($0.rawValue)" } ?? ""
    reason = reject.reason
    payload = reject.payload
    profilePath = reject.profile.map { "/profiles/\($0.rawValue)" }
    resolvedBy = reject.resolvedBy.map { "run \($0)" }
    resolvedPath = reject.resolvedBy.map { "/runs/\($0)" } ?? ""
  }
}

extension RejectsPage.Reason {
  init(_ group: RejectGroup, path: String) {
    goal = group.goal
    step = Reject.name(ofStep: group.step)
    code = group.code
    field = group.field
    reason = group.reason
    count = group.count.grouped
    resolved = group.resolved.grouped
    let query = Form([
      .init(name: "goal", value: group.goal), .init(name: "step", value: String(group.step)),
      .init(name: "code", value: group.code),
    ])
    self.path = path + "?" + query.urlEncoded
  }
}
