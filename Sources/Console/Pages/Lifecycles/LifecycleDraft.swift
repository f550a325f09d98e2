import Connections
import EventTypes
import Foundation
import Profiles
import Records

/// A lifecycle as it stands in its form: as fields, or as text where that was chosen or the fields cannot say it.
struct LifecycleDraft: Sendable {
  /// A stage; the fields of the first are named `s.0.id` and so on, its condition is `s.0.c`.
  struct Stage: Sendable {
    var id = ""
    var name = ""
    /// Empty: as often as it comes.
    var touches = ""
    /// Empty: in all time.
    var count = ""
    var unit = TouchThreshold.Window.Unit.weeks.rawValue
    /// Goals, one a line.
    var touchpoints = ""
    var condition = ConditionDraft(.all)
  }

  /// Of the lifecycle that is edited; nil for a new one.
  var stored: String?
  var id = ""
  var name = ""
  var stages = [Stage()]
  /// Nil where it is edited as fields.
  var yaml: String?
  var problems: [FormProblem] = []

  static func path(_ stage: Int) -> String { "s.\(stage)" }

  init() {}

  init(_ lifecycle: Lifecycle) {
    (stored, id, name) = (lifecycle.id, lifecycle.id, lifecycle.name)
    if !show(lifecycle) { yaml = lifecycle.yaml }
  }

  /// What a browser sent.
  init(_ form: Form, stored: String?) throws {
    let values = FormValues(form)
    func text(_ name: String) -> String { values.text(name).trimmingCharacters(in: .whitespaces) }
    self.stored = stored
    id = stored ?? text("id")
    name = text("name")
    if values.has("yaml") {
      yaml = values.text("yaml")
      return
    }
    stages = []
    while stages.count < Lifecycle.mostStages, values.has("\(Self.path(stages.count)).id") {
      let path = Self.path(stages.count)
      stages.append(
        Stage(
          id: text("\(path).id"), name: text("\(path).name"), touches: text("\(path).touches"),
          count: text("\(path).count"), unit: text("\(path).unit"), touchpoints: values.text("\(path).touchpoints"),
          condition: try ConditionDraft(values, path: "\(path).c") ?? ConditionDraft(.all)))
    }
    if stages.isEmpty { stages = [Stage()] }
  }

  /// False, and nothing happens, where the fields cannot say it.
  private mutating func show(_ lifecycle: Lifecycle) -> Bool {
    let shown = lifecycle.stages.compactMap { stage in
      ConditionDraft(root: stage.condition).map { condition in
        Stage(
          id: stage.id, name: stage.name, touches: stage.threshold.map { "\($0.touches)" } ?? "",
          count: stage.threshold?.window.map { "\($0.count)" } ?? "",
          unit: (stage.threshold?.window?.unit ?? .weeks).rawValue,
          touchpoints: stage.touchpoints.map(\.description).joined(separator: "\n"), condition: condition)
      }
    }
    guard shown.count == lifecycle.stages.count else { return false }
    stages = shown
    return true
  }

  /// Whether the button changed something: a stage or a part of a condition.
  mutating func change(_ button: ConditionButton, _ form: FormValues) -> Bool {
    let stage = stages.indices.first { button.path == Self.path($0) }
    switch (button.verb, stage) {
    case ("add-stage", _):
      if stages.count < Lifecycle.mostStages { stages.append(Stage()) }
      return true
    case ("remove", let stage?):
      if stages.count > 1 { stages.remove(at: stage) }
      return true
    case ("earlier", let stage?):
      if stage > 0 { stages.swapAt(stage, stage - 1) }
      return true
    case ("later", let stage?):
      if stage + 1 < stages.count { stages.swapAt(stage, stage + 1) }
      return true
    default: break
    }
    guard let change = button.change(form) else { return false }
    for stage in stages.indices {
      let root = "\(Self.path(stage)).c"
      if button.path == root || button.path.hasPrefix(root + ".") {
        stages[stage].condition.change(change, at: button.path, path: root)
      }
    }
    return true
  }

  /// The lifecycle; nil with problems where it is none, or does not fit what the store has and plugins offer.
  mutating func lifecycle(_ reader: any ProfileReader, offered: [EventType]) throws -> Lifecycle? {
    problems = []
    guard let yaml else { return try drafted(reader, offered) }
    do {
      let file = try DefinitionFile(parsing: yaml, beginWith: "lifecycle: \(id.isEmpty ? "NAME" : id)")
      let lifecycle = try file.locating {
        let lifecycle = try Lifecycle(file.value)
        if let stored, lifecycle.id != stored {
          throw ProfilesError(
            .invalidDefinition, "this is lifecycle '\(stored)'", hint: "leave its id", path: "lifecycle")
        }
        try reader.check(lifecycle, offered)
        return lifecycle
      }
      (id, name) = (lifecycle.id, lifecycle.name)
      return lifecycle
    } catch let error as ProfilesError {
      problems = [FormProblem(error, field: "yaml")]
      return nil
    }
  }

  private mutating func drafted(_ reader: any ProfileReader, _ offered: [EventType]) throws -> Lifecycle? {
    if id.isEmpty { problems.append(FormProblem(field: "id", message: "The lifecycle needs an id.")) }
    var conditions: [DraftedCondition] = []
    var json: [JSONValue] = []
    for (index, stage) in stages.enumerated() {
      let path = Self.path(index)
      if stage.id.isEmpty { problems.append(FormProblem(field: "\(path).id", message: "The stage needs an id.")) }
      let condition = DraftedCondition(stage.condition, place: "stages[\(index)].where", path: "\(path).c")
      problems += condition.problems
      conditions.append(condition)
      var members: [JSONValue.Member] = [
        .init(key: "stage", value: .string(stage.id)), .init(key: "where", value: condition.json),
      ]
      if !stage.name.isEmpty { members.append(.init(key: "name", value: .string(stage.name))) }
      if !stage.touches.isEmpty || !stage.count.isEmpty {
        members.append(
          .init(
            key: "threshold",
            value: .members([
              "touches": .whole(stage.touches),
              "per": stage.count.isEmpty ? "always" : .object([.init(key: stage.unit, value: .whole(stage.count))]),
            ])))
      }
      let touchpoints = stage.touchpoints.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
      if !touchpoints.isEmpty {
        members.append(.init(key: "touchpoints", value: .array(touchpoints.map(JSONValue.string))))
      }
      json.append(.object(members))
    }
    guard problems.isEmpty else { return nil }
    do {
      let lifecycle = try Lifecycle(
        .members([
          "lifecycle": .string(id), "name": .string(name.isEmpty ? id : name), "stages": .array(json),
        ]))
      try reader.check(lifecycle, offered)
      return lifecycle
    } catch let error as ProfilesError {
      problems = [FormProblem(error, field: Self.field(error.path, conditions))]
      return nil
    }
  }

  /// The field that a path such as `stages[0].threshold.touches` is about.
  static func field(_ place: String?, _ conditions: [DraftedCondition]) -> String? {
    guard let place else { return nil }
    guard let match = place.firstMatch(of: #/^stages\[(\d+)\](?:\.(\w+))?/#), let stage = Int(match.1) else {
      return place == "lifecycle" ? "id" : nil
    }
    let path = path(stage)
    switch match.2 {
    case "where": return conditions.indices.contains(stage) ? conditions[stage].field(at: place) : nil
    case "touchpoints": return "\(path).touchpoints"
    case "threshold": return place.contains("per") ? "\(path).count" : "\(path).touches"
    default: return "\(path).id"
    }
  }

  mutating func becomeText(_ reader: any ProfileReader, offered: [EventType]) throws {
    guard yaml == nil, let lifecycle = try lifecycle(reader, offered: offered) else { return }
    yaml = lifecycle.yaml
  }

  mutating func becomeFields(_ reader: any ProfileReader, offered: [EventType]) throws {
    guard yaml != nil, let lifecycle = try lifecycle(reader, offered: offered) else { return }
    if show(lifecycle) {
      yaml = nil
    } else {
      problems = [FormProblem(field: "yaml", message: SegmentDraft.onlyText)]
    }
  }
}

extension JSONValue {
  fileprivate static func whole(_ text: String) -> JSONValue { Int64(text).map { .integer($0) } ?? .string(text) }
}

extension ProfileReader {
  /// Throws ``ProfilesError`` with the path where a condition does not hold together.
  fileprivate func check(_ lifecycle: Lifecycle, _ offered: [EventType]) throws {
    _ = try LifecyclePredicate(
      lifecycle, properties: properties(), segments: segments(), groupTypes: groupTypes(),
      eventTypes: allEventTypes(offered), lifecycles: lifecycles(), now: .now())
  }
}
