import Foundation
import Profiles
import YAMLReading

/// What follows from the changes of a plan, as far as the store knows.
struct PlanConsequences {
  private let old: Connection?
  private let new: Connection
  private let changes: [OptionChange]
  private let reader: any ProfileReader
  private let now: Date

  init(
    from old: Connection?, to new: Connection, _ changes: [OptionChange], _ reader: any ProfileReader, now: Date
  ) {
    self.old = old
    self.new = new
    self.changes = changes
    self.reader = reader
    self.now = now
  }

  func sentences() throws -> [String] {
    try switches() + projects() + goals() + sums() + cleanUps() + unknownNames()
  }

  // MARK: The connection

  private func switches() -> [String] {
    var sentences: [String] = []
    if !new.enabled {
      sentences.append("the connection is switched off: it does not run")
    } else if let schedule = new.schedule, old == nil || changed("schedule") || changed("enabled") {
      let next = schedule.next(after: now).map { "runs next at \(Timestamp($0))" } ?? "is never due"
      sentences.append("under 'millrace serve' the connection \(next)")
    } else if new.schedule == nil, old?.schedule != nil {
      sentences.append("the connection has no schedule any more: it runs when it is told to")
    }
    if changed("objectives"), old != nil, !new.objectives.isEmpty {
      sentences.append("profiles that consented to none of the objectives are left out from the next run on")
    }
    return sentences
  }

  private func projects() -> [String] {
    guard let old, old.iterable.baseURL != new.iterable.baseURL || old.iterable.apiKey != new.iterable.apiKey else {
      return []
    }
    return [
      "if this is another Iterable project: goals go on as if it were the same; 'millrace run \(new.id) --full' takes "
        + "and sends everything"
    ]
  }

  // MARK: Goals

  private func goals() throws -> [String] {
    guard let old else { return try new.goals.compactMap(returning) }
    var sentences: [String] = []
    let gone = old.goals.filter { goal in !new.goals.contains { $0.name == goal.name } }
    let came = new.goals.filter { goal in !old.goals.contains { $0.name == goal.name } }
    for goal in gone {
      sentences.append(
        "goal '\(goal.name)' goes; how far it was and what it sent stays known, for a goal of this name")
    }
    for goal in came {
      if let sentence = try returning(goal) { sentences.append(sentence) }
      if let namesake = gone.first(where: { $0.kind == goal.kind }) {
        sentences.append(
          "goal '\(goal.name)' begins anew; 'millrace goal rename \(new.id) \(namesake.name) \(goal.name)' would go on "
            + "where '\(namesake.name)' is")
      }
    }
    for goal in new.goals where old.goals.contains(where: { $0.name == goal.name }) {
      let options = changedOptions(of: goal)
      if goal.isImport, !options.isDisjoint(with: Self.importing) {
        sentences.append(
          "goal '\(goal.name)' treats what changes from now on so; 'millrace run \(new.id) --goal \(goal.name) --full' "
            + "takes everything again")
      }
      if !goal.isImport, !options.isDisjoint(with: ["mappings", "processors", "link"]) {
        sentences.append("goal '\(goal.name)' sends every profile again whose data looks different by it")
      }
    }
    return sentences
  }

  private static let importing: Set<String> = [
    "source", "processors", "link", "create_profiles", "on_multiple_matches", "prefix", "mappings", "timeline",
    "create_groups",
  ]

  private func returning(_ goal: Goal) throws -> String? {
    guard let known = try reader.goal(connection: new.id, name: goal.name), try reader.checkpoint(known) != nil else {
      return nil
    }
    return "goal '\(goal.name)' goes on where a goal of this name stopped"
  }

  private func sums() -> [String] {
    changes.compactMap { change in
      guard case .option("goals") = change.path.first, change.path.count >= 4,
        case .option("mappings") = change.path[2],
        change.new?.string == "sum" || change.new?["strategy"]?.string == "sum",
        case .element(let goal) = change.path[1], case .element(let field) = change.path[3]
      else { return nil }
      return "the values of '\(field)' in goal '\(goal)' are added up from now on, each time that the user changes; a "
        + "total that the user carries takes 'set'"
    }
  }

  private func cleanUps() -> [String] {
    var sentences: [String] = []
    let exports = new.goals.compactMap(\.export)
    for goal in old?.goals.compactMap(\.export) ?? [] {
      let now = exports.first { $0.name == goal.name }
      for list in goal.lists where list.cleansUp {
        guard now?.lists.contains(where: { $0.list == list.list && $0.cleansUp }) != true else { continue }
        sentences.append(
          "those whom goal '\(goal.name)' put on list \(list.list) stay there: it is not cleaned up any more")
      }
    }
    for goal in exports {
      let before = old?.goals.compactMap(\.export).first { $0.name == goal.name }
      for list in goal.lists where list.cleansUp {
        let isNew = before?.lists.contains { $0.list == list.list && $0.cleansUp } != true
        if before != nil, isNew || before?.segment != goal.segment {
          sentences.append(
            "with the next run, those whom goal '\(goal.name)' put on list \(list.list) and who are not in segment "
              + "'\(goal.segment)' leave it")
        }
      }
    }
    return sentences
  }

  // MARK: What is not there yet

  private func unknownNames() throws -> [String] {
    let segments = try Set(reader.segments().map(\.id))
    let objectives = try Set(reader.objectives().map(\.id))
    return new.goals.compactMap(\.export).filter { !segments.contains($0.segment) }.map {
      "there is no segment '\($0.segment)' yet: goal '\($0.name)' fails until 'millrace segment apply' makes it"
    }
      + new.objectives.filter { !objectives.contains($0) }.map {
        "there is no objective '\($0)' yet: runs fail until 'millrace objective add \($0)' makes it"
      }
  }

  private func changed(_ option: String) -> Bool { changes.contains { $0.path.first == .option(option) } }

  private func changedOptions(of goal: Goal) -> Set<String> {
    Set(
      changes.compactMap { change in
        guard change.path.starts(with: [.option("goals"), .element(goal.name)]), change.path.count > 2,
          case .option(let key) = change.path[2]
        else { return nil }
        return key
      })
  }
}

extension Goal {
  fileprivate var export: ExportProfilesGoal? {
    if case .exportProfiles(let goal) = self { goal } else { nil }
  }
}
