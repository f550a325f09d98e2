import Profiles

/// One part of a condition, as the partial `condition` shows it.
struct ConditionView: Sendable {
  /// The draft's; names the fields, and is the id of the part itself.
  let path: String
  /// `1.2`; empty for the outermost.
  let number: String
  let kind: String
  let legend: String
  let isNegated: Bool
  let isCollection: Bool
  let isAll: Bool
  let isRoot: Bool
  let isPart: Bool
  let isEvent: Bool
  let fields: [FieldView]
  let tests: [Test]
  let children: [ConditionView]
  /// What can be added.
  let kinds: [FieldView.Choice]
  let problem: String?

  /// A test of an event's property.
  struct Test: Sendable {
    /// What its button sends.
    let index: String
    let number: String
    let fields: [FieldView]
  }

  init(
    _ draft: ConditionDraft, path: String, number: String = "", _ choices: ConditionChoices,
    problems: [FormProblem] = [], isRoot: Bool = true, isOfGroup: Bool = false, stage: String? = nil
  ) {
    self.path = path
    self.number = number
    self.isRoot = isRoot
    isPart = !isRoot
    kind = draft.kind.rawValue
    isNegated = draft.isNegated
    isCollection = draft.isCollection
    isAll = draft.kind == .all
    isEvent = draft.kind == .event
    let what = draft.isCollection ? "Group of conditions" : draft.kind.label
    let whole = isOfGroup ? "What the group is like" : stage.map { "Who is in stage \($0)" } ?? "Who is in it"
    // Of several conditions on a page each part is called by its stage too.
    legend = isRoot ? whole : "\(number) \(what)"
    fields = Self.fields(draft, path, choices, isOfGroup).map { $0.with(problems) }
    tests = draft.tests.enumerated().map { index, test in
      let inner = "\(path).where.\(index)"
      return Test(
        index: "\(index)", number: "\(index + 1)",
        fields: ([.text("\(inner).property", "Property of the event", test.property)]
          + Self.fields(test, inner, TestDraft.Kind.all)).map { $0.with(problems) })
    }
    let isOfGroup = isOfGroup || draft.kind == .group
    children = draft.children.enumerated().map { index, child in
      let isInner = draft.kind == .group
      return ConditionView(
        child, path: "\(path).\(index)",
        number: isInner ? number : (number.isEmpty ? stage.map { "\($0)." } ?? "" : number + ".") + "\(index + 1)",
        choices,
        problems: problems, isRoot: isInner, isOfGroup: isOfGroup)
    }
    let kinds = isOfGroup ? ConditionDraft.Kind.ofGroups : ConditionDraft.Kind.allCases
    self.kinds = kinds.map { .init(value: $0.rawValue, label: $0.label, isChosen: false, id: "") }
    problem = problems.first { $0.field == path }?.message
  }

  private static func fields(
    _ draft: ConditionDraft, _ path: String, _ choices: ConditionChoices, _ isOfGroup: Bool
  ) -> [FieldView] {
    func named(_ known: [ConditionChoices.Choice]) -> FieldView {
      .select("\(path).name", draft.kind.nameLabel, draft.name, known)
    }
    switch draft.kind {
    case .all, .any: return []
    case .property:
      return [.text("\(path).name", "Property", draft.name, list: isOfGroup ? nil : "properties")]
        + fields(draft.test, path, TestDraft.Kind.all)
    case .created, .modified: return fields(draft.test, path, TestDraft.Kind.ofMoments)
    case .segment: return [named(choices.segments)]
    case .consented, .refused: return [named(choices.objectives)]
    case .lifecycle:
      let stages = choices.lifecycles.first { $0.id == draft.name }?.stages.map { ($0.id, $0.name) } ?? []
      let none = draft.name.isEmpty ? [] : [(Lifecycle.noStage, "in none of them")]
      return [
        named(choices.lifecycles.map { ($0.id, $0.name) }).refreshing(),
        .checks("\(path).chosen", "In one of these stages", draft.chosen, stages + none),
      ]
    case .permission:
      return [.checks("\(path).chosen", "One of these", draft.chosen, PermissionLevel.choices)]
    case .viewed:
      return [
        .text("\(path).name", "Interaction", draft.name),
        .text("\(path).days", "In the last days", draft.days, help: "Empty: ever."),
      ]
    case .group:
      let test = FieldView.select(
        "\(path).group_test", "In", draft.groupTest.rawValue,
        ConditionDraft.GroupTest.allCases.map { ($0.rawValue, $0.label) })
      let ids = FieldView.area("\(path).ids", "Ids of groups", draft.ids, help: "One a line.")
      return [named(choices.groupTypes), test.refreshing()] + (draft.groupTest == .oneOf ? [ids] : [])
    case .event:
      return [
        named(choices.eventTypes), .text("\(path).least", "How many at least", draft.least, help: "Empty: one."),
        .text("\(path).most", "How many at most", draft.most),
        .text("\(path).days", "In the last days", draft.days, help: "Empty: ever, or between two dates."),
        .text("\(path).after", "From", draft.after, help: "A date such as 2026-01-31."),
        .text("\(path).before", "Before", draft.before),
      ]
    }
  }

  private static func fields(_ test: TestDraft, _ path: String, _ kinds: [(String, String)]) -> [FieldView] {
    let kind = FieldView.select(
      "\(path).test", "Test", kinds.contains { $0.0 == test.kind.rawValue } ? test.kind.rawValue : kinds[0].0,
      kinds.map { ($0.0, $0.1) }
    ).refreshing()
    return [kind]
      + {
        switch TestDraft.Kind(rawValue: kind.value)! {
        case .oneOf: [.area("\(path).value", "Values", test.value, help: "One a line.")]
        case .contains, .startsWith, .matches: [.text("\(path).value", "Value", test.value)]
        case .exists, .empty: []
        case .withinLastDays: [.text("\(path).days", "Days", test.days)]
        case .range:
          [
            .select(
              "\(path).lower_bound", "Lower bound", test.isLowerIncluded ? "at_least" : "greater_than",
              [("at_least", "from, included"), ("greater_than", "above")]),
            .text("\(path).lower", "From", test.lower, help: "A number or a date; empty: no bound."),
            .select(
              "\(path).upper_bound", "Upper bound", test.isUpperIncluded ? "at_most" : "less_than",
              [("at_most", "to, included"), ("less_than", "below")]),
            .text("\(path).upper", "To", test.upper),
          ]
        }
      }()
  }
}
