import Profiles

/// All lifecycles.
struct LifecyclesPage: Page {
  static let template = "lifecycles"
  let title = "Lifecycles"
  let section = "/lifecycles"

  struct Row: Sendable {
    let id: String
    let name: String
    let path: String
    let stages: String
  }

  let rows: [Row]
  let hasRows: Bool

  init(_ lifecycles: [Lifecycle]) {
    rows = lifecycles.map {
      Row(
        id: $0.id, name: $0.name, path: "/lifecycles/\($0.id)",
        stages: $0.stages.map(\.name).joined(separator: " → "))
    }
    hasRows = !rows.isEmpty
  }
}

/// One lifecycle with its stages.
struct LifecyclePage: Page {
  static let template = "lifecycle"
  let title: String
  let section = "/lifecycles"

  struct Stage: Sendable {
    let id: String
    let name: String
    let condition: String
    let threshold: String
    let touchpoints: [SegmentPage.Goal]
    let hasTouchpoints: Bool
    let count: String
  }

  let id: String
  let path: String
  let stages: [Stage]
  let none: String
  let seen: String?

  /// The tally's kinds are those of `tally(stagesOf:within:)`.
  init(_ lifecycle: Lifecycle, _ tally: ProfileTally) {
    title = lifecycle.name
    id = lifecycle.id
    path = "/lifecycles/\(lifecycle.id)"
    stages = lifecycle.stages.enumerated().map { index, stage in
      Stage(
        id: stage.id, name: stage.name, condition: stage.condition.json.yaml,
        threshold: stage.threshold?.words ?? "As often as it comes",
        touchpoints: stage.touchpoints.map { .init(name: $0.description, path: "/connections/\($0.connection)") },
        hasTouchpoints: !stage.touchpoints.isEmpty, count: tally.words(index))
    }
    none = tally.words(lifecycle.stages.count)
    seen = tally.seenWords
  }
}

/// Where a lifecycle is made or changed.
struct LifecycleFormPage: Page {
  static let template = "lifecycle-form"
  let title: String
  let section = "/lifecycles"

  struct Stage: Sendable {
    let path: String
    let number: String
    let fields: [FieldView]
    let condition: [ConditionView]
    let canGoEarlier: Bool
    let canGoLater: Bool
    let canGo: Bool
  }

  let action: String
  let back: String
  let fields: [FieldView]
  let stages: [Stage]
  let isForm: Bool
  let yaml: FieldView?
  let properties: [String]
  let problems: [FormProblem]
  let hasProblems: Bool

  init(_ draft: LifecycleDraft, _ choices: ConditionChoices, goals: [String]) {
    title = draft.stored == nil ? "New lifecycle" : "Edit \(draft.name)"
    action = draft.stored.map { "/lifecycles/\($0)/edit" } ?? "/lifecycles/new"
    back = draft.stored.map { "/lifecycles/\($0)" } ?? "/lifecycles"
    let problems = draft.problems
    self.problems = problems
    hasProblems = !problems.isEmpty
    let id = FieldView.text("id", "Id", draft.id, help: "Letters, digits, '-', '_' and '.'; it does not change later.")
    fields = [
      id.required().fixed(draft.stored != nil), FieldView.text("name", "Name", draft.name, help: "What people read."),
    ].map { $0.with(problems) }
    isForm = draft.yaml == nil
    let units = TouchThreshold.Window.Unit.allCases.map { (value: $0.rawValue, label: $0.rawValue) }
    let known = goals.isEmpty ? "" : " Goals that export: \(goals.joined(separator: ", "))."
    stages =
      draft.yaml != nil
      ? []
      : draft.stages.enumerated().map { index, stage in
        let path = LifecycleDraft.path(index)
        return Stage(
          path: path, number: "\(index + 1)",
          fields: [
            FieldView.text("\(path).id", "Id", stage.id).required(), .text("\(path).name", "Name", stage.name),
            .text("\(path).touches", "Touches at most", stage.touches, help: "Empty: as often as it comes."),
            .text("\(path).count", "In the last", stage.count, help: "Empty: in all time."),
            .select("\(path).unit", "Unit of time", stage.unit, units),
            .area(
              "\(path).touchpoints", "Touchpoints", stage.touchpoints,
              help: "Goals as connection/goal, one a line.\(known)"),
          ].map { $0.with(problems) },
          condition: [
            ConditionView(stage.condition, path: "\(path).c", choices, problems: problems, stage: "\(index + 1)")
          ], canGoEarlier: index > 0, canGoLater: index + 1 < draft.stages.count, canGo: draft.stages.count > 1)
      }
    yaml = draft.yaml.map {
      FieldView.area("yaml", "Lifecycle as YAML", $0, help: "As 'millrace lifecycle apply' reads it.").with(problems)
    }
    properties = choices.properties
  }
}

extension TouchThreshold {
  fileprivate var words: String {
    let most = "At most \(touches.counted("touch", "touches"))"
    return window.map { "\(most) in \($0.count) \($0.unit.rawValue)" } ?? "\(most) ever"
  }
}
