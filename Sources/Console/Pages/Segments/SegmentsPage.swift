import Profiles

/// All segments.
struct SegmentsPage: Page {
  static let template = "segments"
  let title = "Segments"
  let section = "/segments"

  struct Row: Sendable {
    let id: String
    let name: String
    let path: String
    let condition: String
    let users: [String]
    let count: String
  }

  let rows: [Row]
  let hasRows: Bool
  /// Said where the counts are not whole.
  let seen: String?

  init(_ segments: [Segment], _ tally: ProfileTally, users: [String: [Touchpoint]]) {
    rows = segments.enumerated().map { index, segment in
      Row(
        id: segment.id, name: segment.name, path: "/segments/\(segment.id)", condition: segment.condition.json.yaml,
        users: (users[segment.id] ?? []).map(\.description), count: tally.words(index))
    }
    hasRows = !rows.isEmpty
    seen = tally.seenWords
  }
}

/// One segment.
struct SegmentPage: Page {
  static let template = "segment"
  let title: String
  let section = "/segments"

  struct Goal: Sendable {
    let name: String
    let path: String
  }

  let id: String
  let path: String
  let yaml: String
  let count: String
  let seen: String?
  let goals: [Goal]
  let hasGoals: Bool
  /// Segments and lifecycles that ask for it.
  let users: [Goal]
  let hasUsers: Bool

  init(_ segment: Segment, _ tally: ProfileTally, goals: [Touchpoint], segments: [Segment], lifecycles: [Lifecycle]) {
    title = segment.name
    id = segment.id
    path = "/segments/\(segment.id)"
    yaml = segment.yaml
    count = tally.words(0)
    seen = tally.seenWords
    self.goals = goals.map { Goal(name: $0.description, path: "/connections/\($0.connection)") }
    hasGoals = !goals.isEmpty
    users =
      segments.filter { $0.condition.segmentReferences.contains(segment.id) }
      .map { Goal(name: "segment \($0.id)", path: "/segments/\($0.id)") }
      + lifecycles.filter { $0.stages.contains { $0.condition.segmentReferences.contains(segment.id) } }
      .map { Goal(name: "lifecycle \($0.id)", path: "/lifecycles/\($0.id)") }
    hasUsers = !users.isEmpty
  }
}

/// Where a segment is made or changed.
struct SegmentFormPage: Page {
  static let template = "segment-form"
  let title: String
  let section = "/segments"
  let action: String
  let back: String
  let fields: [FieldView]
  let root: ConditionView?
  let yaml: FieldView?
  let properties: [String]
  let problems: [FormProblem]
  let hasProblems: Bool
  /// How many profiles are in it, where somebody asked.
  let count: String?

  init(_ draft: SegmentDraft, _ choices: ConditionChoices, count: String?) {
    title = draft.stored == nil ? "New segment" : "Edit \(draft.name)"
    action = draft.stored.map { "/segments/\($0)/edit" } ?? "/segments/new"
    back = draft.stored.map { "/segments/\($0)" } ?? "/segments"
    problems = draft.problems
    hasProblems = !problems.isEmpty
    let id = FieldView.text(
      "id", "Id", draft.id, help: "Letters, digits, '-', '_' and '.'; it does not change later.")
    fields = [
      id.required().fixed(draft.stored != nil), FieldView.text("name", "Name", draft.name, help: "What people read."),
    ].map { $0.with(draft.problems) }
    let problems = draft.problems
    root =
      draft.yaml == nil ? ConditionView(draft.condition, path: SegmentDraft.root, choices, problems: problems) : nil
    yaml = draft.yaml.map {
      FieldView.area("yaml", "Segment as YAML", $0, help: "As 'millrace segment apply' reads it.").with(problems)
    }
    properties = choices.properties
    self.count = count
  }
}
