import Connections
import Foundation
import Profiles
import Records

/// The connection's key, its schedule, running it now, and what ran.
struct ConnectionSetUpPage: Page {
  static let template = "connection-set-up"
  let title: String
  let section = "/connections"

  struct Step: Sendable {
    var name: String
    /// The partial `health` shows both.
    var health: String
    var healthWords: String
    var message: String
    var hint: String?
  }

  struct Day: Sendable {
    var value: String
    var label: String
    var isChosen: Bool
  }

  struct Goal: Sendable {
    var name: String
    var label: String
  }

  let head: ConnectionHead
  let problems: [FormProblem]
  let hasProblems: Bool

  // Project
  let key: String
  let dataCenters: [Choice]
  let baseURL: String
  let projectTypes: [Choice]
  let keyProblem: String?
  let baseURLProblem: String?

  // Check
  let steps: [Step]
  let hasSteps: Bool
  let checkWords: String

  // Schedule
  let kinds: [Choice]
  let minutes: String
  let times: String
  let days: [Day]
  let daysOfMonth: String
  let weeks: [Choice]
  let weekdays: [Choice]
  let cron: String
  let at: String
  let timeZone: String
  let zones: [String]
  let isPreview: Bool
  let next: [String]
  let hasNext: Bool
  let nextWords: String
  let minutesProblem: String?
  let timesProblem: String?
  let daysProblem: String?
  let daysOfMonthProblem: String?
  let weekProblem: String?
  let cronProblem: String?
  let atProblem: String?
  let zoneProblem: String?

  // Runs
  let canRun: Bool
  let whyNot: String?
  let goals: [Goal]
  let active: [RequestView]
  let hasActive: Bool
  let scheduled: [Moment]
  let runs: [RunView]
  let hasRuns: Bool
  let allRunsPath: String
  let chart: RunChart?
  let imported: String
  let exported: String

  /// What is looked at.
  struct State {
    var schedule: ScheduleForm
    /// The schedule's moments, and whether it is one that is not saved yet.
    var next: [Date] = []
    var isPreview = false
    var check: Check?
    var problems: [FormProblem] = []
    var project: Form?
    var runs: [Run] = []
    var requests: [ServedRun] = []
  }

  static let historyLimit = 20

  init(_ connection: Connection, _ summary: ConnectionSummary, _ head: ConnectionHead, _ state: State, now: Date) {
    title = "\(connection.name): set up and run"
    self.head = head
    problems = state.problems
    hasProblems = !problems.isEmpty

    key = connection.iterable.apiKey.whereabouts
    let project = ProjectForm(connection.iterable)
    let center = state.project?["data_center"] ?? project.dataCenter
    dataCenters = ProjectForm.dataCenters.map { .init(value: $0.0, label: $0.1, isChosen: $0.0 == center) }
    baseURL = state.project?["base_url"] ?? project.baseURL
    let type = state.project?["project_type"] ?? connection.iterable.projectType.rawValue
    projectTypes = ProjectForm.types.map { .init(value: $0.0, label: $0.1, isChosen: $0.0 == type) }

    steps = state.check?.steps.map(Step.init) ?? []
    hasSteps = !steps.isEmpty
    checkWords = state.check.map { $0.isOK ? "It would work." : "It would not work yet." } ?? ""

    let schedule = state.schedule
    kinds = Self.kinds.map { .init(value: $0.0, label: $0.1, isChosen: $0.0 == schedule.kind) }
    (minutes, times, cron, at) = (schedule.minutes, schedule.times, schedule.cron, schedule.at)
    days = Self.days.map { Day(value: $0.0, label: $0.1, isChosen: schedule.daysOfWeek.contains($0.0)) }
    daysOfMonth = schedule.daysOfMonth
    weeks = Schedule.Week.allCases.map {
      .init(value: $0.rawValue, label: $0.rawValue, isChosen: $0.rawValue == schedule.week)
    }
    weekdays = Self.days.map { .init(value: $0.0, label: $0.1, isChosen: $0.0 == schedule.day) }
    timeZone = schedule.timeZone
    zones = TimeZone.knownTimeZoneIdentifiers
    isPreview = state.isPreview
    let zone = TimeZone(identifier: schedule.timeZone) ?? .gmt
    next = state.next.map { "\($0.words(in: zone)) \(zone.identifier)" }
    hasNext = !next.isEmpty
    nextWords = state.isPreview ? "The next runs would be:" : "The next runs:"
    func problem(_ field: String) -> String? { state.problems.first { $0.field == field }?.message }
    keyProblem = problem("key")
    baseURLProblem = problem("base_url")
    minutesProblem = problem("every_minutes")
    timesProblem = problem("times_per_day")
    daysProblem = problem("days_of_week-mon")
    daysOfMonthProblem = problem("days_of_month")
    weekProblem = problem("week")
    cronProblem = problem("cron")
    atProblem = problem("at")
    zoneProblem = problem("time_zone")

    let active = connection.goals.filter { $0.active && ($0.isImport ? connection.imports : connection.exports) }
    whyNot =
      if !connection.enabled { "The connection is off: turn it on first." } else if active.isEmpty {
        connection.goals.isEmpty
          ? "The connection has no goals yet: add one under Goals."
          : "No goal would run: activate one, and switch on Import data or Export profiles."
      } else { nil }
    canRun = whyNot == nil
    goals = active.map { Goal(name: $0.name, label: $0.name) }
    self.active = state.requests.map { RequestView($0, now: now) }
    hasActive = !self.active.isEmpty
    scheduled =
      connection.enabled ? (connection.schedule?.upcoming(3, after: now) ?? []).map { Moment($0, now: now) } : []
    runs = state.runs.prefix(Self.historyLimit).map { RunView($0, now: now) }
    hasRuns = !runs.isEmpty || !scheduled.isEmpty
    allRunsPath = "/runs?connection=\(Form.encoded(connection.id))"
    chart = RunChart(state.runs)
    imported = summary.imported.grouped
    exported = summary.exported.grouped
  }

  private static let kinds = [
    ("none", "By hand only"), ("every_minutes", "Every X minutes"), ("times_per_day", "Number of times per day"),
    ("days_of_week", "Days of the week"), ("days_of_month", "Days of the month"),
    ("weekday_of_month", "Weekday of the month"), ("cron", "Cron expression"),
  ]

  private static let days = [
    ("mon", "Monday"), ("tue", "Tuesday"), ("wed", "Wednesday"), ("thu", "Thursday"), ("fri", "Friday"),
    ("sat", "Saturday"), ("sun", "Sunday"),
  ]
}

extension ConnectionSetUpPage.Step {
  init(_ step: Check.Step) {
    name = step.name
    switch step.result {
    case .ok(let text): (health, healthWords, message) = ("healthy", "In order", text)
    case .warning(let text, let hint):
      (health, healthWords, message, self.hint) = ("rejects", "Look at this", text, hint)
    case .failed(let text, let hint): (health, healthWords, message, self.hint) = ("failed", "Wrong", text, hint)
    case .notReached: (health, healthWords, message) = ("off", "Not looked at", "an earlier step failed")
    }
    message = message.sentence
    hint = hint?.sentence
  }
}

extension Date {
  /// `Mon 30 Nov 2026, 06:30`, by the clocks of the zone.
  func words(in zone: TimeZone) -> String {
    formatted(
      Date.VerbatimFormatStyle(
        format:
          "\(weekday: .abbreviated) \(day: .defaultDigits) \(month: .abbreviated) \(year: .defaultDigits), \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
        locale: Locale(identifier: "en_GB"), timeZone: zone, calendar: Calendar(identifier: .gregorian)))
  }
}

extension SecretReference {
  /// Where the secret is, in words; never the secret.
  var whereabouts: String {
    switch self {
    case .environment(let name): "from the environment variable \(name)"
    case .file(let path): "from the file \(path)"
    case .credential(let name): "from the systemd credential \(name)"
    }
  }
}
