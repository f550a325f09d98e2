import Connections
import Foundation
import Profiles
import Records

/// Where a connection is set up, checked, scheduled and run.
struct SetUpPage: Page {
  static let template = "set-up-run"
  let title: String
  let section = "/connections"

  struct Step: Sendable {
    var name: String
    var health: String
    var healthWords: String
    var hint: String?
  }

  struct Bar: Sendable {
    var x: String
    var y: String
    var height: String
    var isFailure: Bool
  }

  struct Choice: Sendable {
    var value: String
    var label: String
    var isChosen: Bool
  }

  let head: ConnectionHead
  let isEnabled: Bool
  let keyIs: String
  let dataCenters: [Choice]
  let baseURL: String
  let projectTypes: [Choice]
  let goals: [String]
  let active: String?
  let activePath: String
  let isWaiting: Bool

  let steps: [Step]
  let wasChecked: Bool
  let isOK: Bool

  let kinds: [Choice]
  let days: [Choice]
  let weeks: [Choice]
  let weekdays: [Choice]
  let schedule: ScheduleForm
  let zones: [String]
  let upcoming: [String]
  let hasUpcoming: Bool
  let isSchedulePreview: Bool

  let runs: [RunView]
  let hasRuns: Bool
  let allRunsPath: String
  let bars: [Bar]
  let sparkline: String
  let imported: String
  let exported: String
  let problems: [FormProblem]
  let hasProblems: Bool

  init(
    _ connection: Connection, _ summary: ConnectionSummary, head: ConnectionHead, iterable: JSONValue?,
    schedule: ScheduleForm, upcoming: [Date], isSchedulePreview: Bool = false, runs: [Run], served: [ServedRun],
    check: Check? = nil, problems: [FormProblem] = [], now: Date
  ) {
    title = "Set up and run \(connection.name)"
    self.head = head
    isEnabled = connection.enabled
    keyIs =
      switch connection.iterable.apiKey {
      case .environment(let name): "in the environment variable \(name)"
      case .file(let path): "in the file \(path)"
      case .credential(let name): "in the credential \(name)"
      }
    let center = iterable?["base_url"] != nil ? "other" : iterable?["data_center"]?.string ?? "us"
    dataCenters = [
      ("us", "US, api.iterable.com"), ("eu", "EU, api.eu.iterable.com"), ("other", "Another address, for tests"),
    ]
    .map { Choice(value: $0.0, label: $0.1, isChosen: $0.0 == center) }
    baseURL = iterable?["base_url"]?.string ?? ""
    projectTypes = [("email", "The e-mail address"), ("user_id", "The user id"), ("hybrid", "Either (hybrid)")]
      .map { Choice(value: $0.0, label: $0.1, isChosen: $0.0 == connection.iterable.projectType.rawValue) }
    goals = connection.goals.filter(\.active).map(\.name)
    let running = served.first { $0.connection.id == connection.id && [.starting, .running].contains($0.state.stage) }
    active = running?.state.number.map(String.init)
    activePath = running?.state.number.map { "/runs/\($0)" } ?? ""
    isWaiting = served.contains { $0.connection.id == connection.id && $0.state.stage == .waiting }

    steps = (check?.steps ?? []).map(Step.init)
    wasChecked = check != nil
    isOK = check?.isOK ?? false

    self.schedule = schedule
    kinds = ScheduleForm.kinds.map { Choice(value: $0.0, label: $0.1, isChosen: $0.0 == schedule.kind) }
    days = ScheduleForm.weekdays.map { Choice(value: $0.0, label: $0.1, isChosen: schedule.days.contains($0.0)) }
    weeks = ["first", "second", "third", "fourth", "last"].map {
      Choice(value: $0, label: $0, isChosen: $0 == schedule.week)
    }
    weekdays = ScheduleForm.weekdays.map { Choice(value: $0.0, label: $0.1, isChosen: $0.0 == schedule.weekday) }
    zones = TimeZone.knownTimeZoneIdentifiers
    let zone = TimeZone(identifier: schedule.zone) ?? .gmt
    self.upcoming = upcoming.map { Self.words($0, zone) + " \(schedule.zone)" }
    hasUpcoming = !upcoming.isEmpty
    self.isSchedulePreview = isSchedulePreview

    self.runs = runs.prefix(20).map { RunView($0, now: now) }
    hasRuns = !runs.isEmpty
    allRunsPath = "/runs?connection=\(connection.id)"
    (bars, sparkline) = Self.bars(Array(runs.prefix(30).reversed()))
    imported = summary.imported.formatted
    exported = summary.exported.formatted
    self.problems = problems
    hasProblems = !problems.isEmpty
  }

  private static func words(_ date: Date, _ zone: TimeZone) -> String {
    date.formatted(
      Date.VerbatimFormatStyle(
        format:
          "\(weekday: .abbreviated) \(day: .defaultDigits) \(month: .abbreviated) \(year: .defaultDigits), \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
        locale: Locale(identifier: "en_GB"), timeZone: zone, calendar: Calendar(identifier: .gregorian)))
  }

  /// Rows of the last runs as bars, failed ones marked, and the same in words.
  private static func bars(_ runs: [Run]) -> ([Bar], String) {
    let rows = runs.map { $0.goals.reduce(0) { $0 + $1.counters.read } }
    let most = max(rows.max() ?? 0, 1)
    let bars = zip(runs, rows).enumerated().map { index, pair in
      let height = max(2, 40 * pair.1 / most)
      return Bar(
        x: String(index * 10), y: String(42 - height), height: String(height),
        isFailure: [.failed, .partial].contains(pair.0.state))
    }
    let failed = runs.count { $0.state == .failed }
    let partial = runs.count { $0.state == .partial }
    return (
      bars,
      "The last \(runs.count) runs read \(rows.reduce(0, +).formatted) rows; \(failed) failed, \(partial) were done with rejects."
    )
  }
}

extension SetUpPage.Step {
  init(_ step: Check.Step) {
    name = step.name
    switch step.result {
    case .ok(let text): (health, healthWords, hint) = ("healthy", text, nil)
    case .warning(let text, let hint): (health, healthWords, self.hint) = ("rejects", text, hint?.sentence)
    case .failed(let text, let hint): (health, healthWords, self.hint) = ("failed", text, hint?.sentence)
    case .notReached: (health, healthWords, hint) = ("off", "not reached", nil)
    }
  }
}
