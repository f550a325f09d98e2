import Connections
import Foundation
import Profiles

/// A connection as text: to read, to change after looking at what that changes, and as it was before.
struct YAMLPage: Page {
  static let template = "connection-yaml"
  let title: String
  let section = "/connections"

  struct Version: Sendable {
    var number: String
    var path: String
    var at: Moment
    var actor: String
    var how: String
    var note: String
    var rules: Bool
    /// Of the version before it, for the comparison.
    var differencePath: String?
    var downloadPath: String
    var canRestore: Bool
    var isShown: Bool
  }

  let head: ConnectionHead
  let path: String
  /// What the text area shows.
  let text: String
  let version: String
  let note: String
  /// The number of an older version that is shown in place of what the connection is; nil: what it is.
  let shown: String?
  let canEdit: Bool
  let canRestore: Bool
  let problems: [FormProblem]
  let hasProblems: Bool
  /// Why it cannot be read or run now; nil where it can.
  let problem: String?
  /// What applying the text would change; nil before somebody asked.
  let plan: PlanView?
  let canApply: Bool
  /// Of a comparison of two versions.
  let difference: PlanView?
  let differenceTitle: String
  let versions: [Version]
  let hasVersions: Bool
  let numbers: [Choice]
  let against: [Choice]
  let canCompare: Bool
  let downloadPath: String
  /// More versions than are shown.
  let older: String?

  static let limit = 50

  /// What is looked at.
  struct State {
    var text = ""
    /// The number that the text was made from.
    var version: Int64 = 0
    var note = ""
    var shown: Int64?
    var problems: [FormProblem] = []
    var plan: PlanView?
    var difference: (old: Int64, new: Int64, view: PlanView)?
    var versions: [ConnectionVersion] = []
    var ruling: Int64?
    var isOperator = false
  }

  init(_ head: ConnectionHead, _ state: State, problem: String?, now: Date) {
    title = "\(head.name): YAML and history"
    self.head = head
    path = head.path + "/yaml"
    text = state.text
    version = String(state.version)
    note = state.note
    shown = state.shown.map(String.init)
    canEdit = state.isOperator && head.file == nil
    canRestore = canEdit && state.shown != nil
    problems = state.problems
    hasProblems = !problems.isEmpty
    self.problem = problem
    plan = state.plan
    canApply = canEdit && state.plan != nil && state.problems.isEmpty
    difference = state.difference?.view
    differenceTitle = state.difference.map { "From version \($0.old) to version \($0.new)" } ?? ""
    let all = state.versions
    let page = path
    versions = all.prefix(Self.limit).map { version in
      Version(version, page: page, state: state, canRestore: state.isOperator && head.file == nil, now: now)
    }
    hasVersions = !versions.isEmpty
    func choices(_ chosen: Int64?) -> [Choice] {
      all.prefix(Self.limit).filter { $0.origin != .delete }.map {
        Choice(value: String($0.number), label: "version \($0.number)", isChosen: $0.number == chosen)
      }
    }
    let newest = all.first?.number
    numbers = choices(state.difference?.old ?? all.dropFirst().first?.number)
    against = choices(state.difference?.new ?? newest)
    canCompare = numbers.count > 1
    downloadPath = path + "/download" + (state.shown.map { "?version=\($0)" } ?? "")
    older = all.count > Self.limit ? "\(path)?before=\(all[Self.limit - 1].number)" : nil
  }
}

extension YAMLPage.Version {
  init(_ version: ConnectionVersion, page: String, state: YAMLPage.State, canRestore: Bool, now: Date) {
    number = String(version.number)
    path = "\(page)?version=\(version.number)"
    at = Moment(version.at.date, now: now)
    actor = version.actor
    how = version.origin.words
    note = version.note ?? ""
    rules = version.number == state.ruling
    let isText = version.origin != .delete
    differencePath = version.number > 1 && isText ? "\(page)?from=\(version.number - 1)&to=\(version.number)" : nil
    downloadPath = isText ? "\(page)/download?version=\(version.number)" : ""
    self.canRestore = canRestore && isText && version.number != state.ruling
    isShown = version.number == state.shown
  }
}

extension ConnectionVersion.Origin {
  /// How a version came to be, in words.
  var words: String {
    switch self {
    case .apply: "Applied"
    case .file: "The file changed"
    case .run: "Run from a file"
    case .goal: "Goal changed"
    case .edit: "Changed"
    case .restore: "Restored"
    case .rename: "Renamed"
    case .enable: "Turned on"
    case .disable: "Turned off"
    case .delete: "Deleted"
    }
  }
}
