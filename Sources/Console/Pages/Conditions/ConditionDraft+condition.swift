import Foundation
import Profiles
import Records

// MARK: - From a condition

extension ConditionDraft {
  /// Always a group of conditions; nil where the form cannot say it: texts of several lines, empty ones, too deep.
  init?(root condition: Condition) {
    guard condition.json.fitsFields else { return nil }
    self.init(condition)
    if !isCollection {
      var root = ConditionDraft(.all)
      root.children = [self]
      self = root
    }
    guard depth <= Self.depthLimit else { return nil }
  }

  private var depth: Int { 1 + (children.map(\.depth).max() ?? 0) }

  private init(_ condition: Condition) {
    switch condition {
    case .all(let conditions): self.init(.all, conditions)
    case .any(let conditions): self.init(.any, conditions)
    case .not(let condition):
      self.init(condition)
      isNegated.toggle()
    case .property(SystemProperty.permission.rawValue, .oneOf(let levels)):
      self.init(.permission)
      chosen = levels
    case .property(let name, let test):
      self.init(.property)
      switch SystemProperty(rawValue: name) {
      case .created: kind = .created
      case .modified: kind = .modified
      default: self.name = name
      }
      self.test = TestDraft(test)
    case .consented(let objective): self.init(.consented, objective)
    case .refused(let objective): self.init(.refused, objective)
    case .segment(let id): self.init(.segment, id)
    case .lifecycle(let id, let stages):
      self.init(.lifecycle, id)
      chosen = stages
    case .viewed(let interaction, let days):
      self.init(.viewed, interaction)
      self.days = days.map { "\($0)" } ?? ""
    case .group(let type, let test):
      self.init(.group, type)
      switch test {
      case .exists: groupTest = .exists
      case .oneOf(let ids): (groupTest, self.ids) = (.oneOf, ids.joined(separator: "\n"))
      case .meets(let condition):
        groupTest = .meets
        var inner = ConditionDraft(condition)
        if !inner.isCollection {
          let leaf = inner
          inner = ConditionDraft(.all)
          inner.children = [leaf]
        }
        children = [inner]
      }
    case .event(let event):
      self.init(.event, event.type)
      least = event.least.map { "\($0)" } ?? ""
      most = event.most.map { "\($0)" } ?? ""
      after = event.after ?? ""
      before = event.before ?? ""
      days = event.withinLastDays.map { "\($0)" } ?? ""
      tests = event.tests.map { test in
        var draft = TestDraft(test.test)
        draft.property = test.property
        return draft
      }
    }
  }

  private init(_ kind: Kind, _ conditions: [Condition]) {
    self.init(kind)
    children = conditions.map { ConditionDraft($0) }
  }

  private init(_ kind: Kind, _ name: String) {
    self.init(kind)
    self.name = name
  }
}

extension TestDraft {
  fileprivate init(_ test: Condition.Test) {
    switch test {
    case .exists: kind = .exists
    case .empty: kind = .empty
    case .oneOf(let values): (kind, value) = (.oneOf, values.joined(separator: "\n"))
    case .contains(let text): (kind, value) = (.contains, text)
    case .startsWith(let text): (kind, value) = (.startsWith, text)
    case .matches(let pattern): (kind, value) = (.matches, pattern)
    case .withinLastDays(let days): (kind, self.days) = (.withinLastDays, "\(days)")
    case .range(let from, let to):
      kind = .range
      if let from { (lower, isLowerIncluded) = (from.value, from.isIncluded) }
      if let to { (upper, isUpperIncluded) = (to.value, to.isIncluded) }
    }
  }
}

extension JSONValue {
  fileprivate var fitsFields: Bool {
    switch self {
    case .string(let text): !text.isEmpty && !text.contains { $0.isNewline }
    case .array(let elements): elements.allSatisfy(\.fitsFields)
    case .object(let members): members.allSatisfy { JSONValue.string($0.key).fitsFields && $0.value.fitsFields }
    case .null, .bool, .integer, .number: true
    }
  }
}

// MARK: - To a condition

/// What a draft says as JSON, and which field says each part of it.
struct DraftedCondition {
  private(set) var json: JSONValue = .null
  /// What anybody sees is missing.
  private(set) var problems: [FormProblem] = []
  /// Ids of fields by the paths that errors name.
  private var fields: [String: String] = [:]

  /// `place` is what errors call it, `path` the draft's.
  init(_ draft: ConditionDraft, place: String = "where", path: String) {
    json = write(draft, place, path, isRoot: true)
  }

  /// The condition; throws ``ProfilesError`` with a path.
  func condition(place: String = "where") throws -> Condition { try Condition(json, path: place) }

  /// The field that a path of an error is about, or the nearest one around it.
  func field(at place: String) -> String? {
    var place = place[...]
    while true {
      if let field = fields[String(place)] { return field }
      guard let end = place.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
      place = place[..<end]
    }
  }

  private mutating func write(_ draft: ConditionDraft, _ place: String, _ path: String, isRoot: Bool = false)
    -> JSONValue
  {
    var place = place
    fields[place] = path
    if draft.isNegated { place += ".not" }
    fields[place] = path
    let inner = body(draft, place, path, isRoot: isRoot)
    return draft.isNegated ? ["not": inner] : inner
  }

  private mutating func body(_ draft: ConditionDraft, _ place: String, _ path: String, isRoot: Bool) -> JSONValue {
    let key = draft.kind.rawValue
    func named() -> JSONValue.Member { .init(key: key, value: .string(draft.name)) }
    func days() -> [JSONValue.Member] {
      draft.days.isEmpty ? [] : [.init(key: "within_last_days", value: .count(draft.days))]
    }
    switch draft.kind {
    case .all, .any:
      if draft.children.isEmpty {
        problems.append(FormProblem(field: path, message: "This group has no condition: add one, or remove the group."))
      }
      // A group of one says what its condition says; the outermost one is always there.
      if isRoot, draft.children.count == 1, !draft.isNegated { return write(draft.children[0], place, "\(path).0") }
      return .members([
        key: .array(
          draft.children.indices.map { write(draft.children[$0], "\(place).\(key)[\($0)]", "\(path).\($0)") })
      ])
    case .property, .created, .modified, .permission, .consented, .refused, .segment, .lifecycle, .viewed, .group,
      .event:
      break
    }
    let isNamed = draft.kind != .created && draft.kind != .modified && draft.kind != .permission
    fields["\(place).\(key)"] = isNamed ? "\(path).name" : path
    if isNamed, draft.name.isEmpty {
      problems.append(FormProblem(field: "\(path).name", message: "\(draft.kind.nameLabel) is missing."))
    }
    switch draft.kind {
    case .property: return .object([named()] + members(draft.test, place, path))
    case .created, .modified:
      return .object([.init(key: key, value: .object(members(draft.test, "\(place).\(key)", path)))])
    case .permission:
      needsChoice(draft, path, "Choose a permission level.")
      return .members([key: .array(draft.chosen.map(JSONValue.string))])
    case .lifecycle:
      needsChoice(draft, path, "Choose a stage.")
      return .object([named(), .init(key: "one_of", value: .array(draft.chosen.map(JSONValue.string)))])
    case .viewed:
      fields["\(place).within_last_days"] = "\(path).days"
      return .object([named()] + days())
    case .group:
      switch draft.groupTest {
      case .exists: return .object([named()])
      case .oneOf:
        fields["\(place).one_of"] = "\(path).ids"
        return .object([named(), .init(key: "one_of", value: .lines(draft.ids))])
      case .meets:
        let inner = draft.filled.children[0]
        return .object([
          named(), .init(key: "where", value: write(inner, "\(place).where", "\(path).0", isRoot: true)),
        ])
      }
    case .event:
      var members = [named()]
      for (name, text, field) in [
        ("at_least", draft.least, "least"), ("at_most", draft.most, "most"), ("within_last_days", draft.days, "days"),
      ] where !text.isEmpty {
        fields["\(place).\(name)"] = "\(path).\(field)"
        members.append(.init(key: name, value: .count(text)))
      }
      for (name, text) in [("after", draft.after), ("before", draft.before)] where !text.isEmpty {
        fields["\(place).\(name)"] = "\(path).\(name)"
        members.append(.init(key: name, value: .string(text)))
      }
      let tests = draft.tests.enumerated().map { index, test -> JSONValue.Member in
        let inner = "\(path).where.\(index)"
        if test.property.isEmpty {
          problems.append(FormProblem(field: "\(inner).property", message: "The event's property is missing."))
        }
        if draft.tests[..<index].contains(where: { $0.property == test.property }) {
          problems.append(
            FormProblem(
              field: "\(inner).property",
              message:
                "The property is tested already: two bounds go into one range, other tests into a condition of their own."
            ))
        }
        fields["\(place).where.\(test.property)"] = "\(inner).property"
        return .init(
          key: test.property, value: .object(self.members(test, "\(place).where.\(test.property)", inner)))
      }
      return .object(members + (tests.isEmpty ? [] : [.init(key: "where", value: .object(tests))]))
    default: return .object([named()])
    }
  }

  private mutating func needsChoice(_ draft: ConditionDraft, _ path: String, _ message: String) {
    if draft.chosen.isEmpty { problems.append(FormProblem(field: "\(path).chosen", message: message)) }
  }

  private mutating func members(_ test: TestDraft, _ place: String, _ path: String) -> [JSONValue.Member] {
    let key = test.kind.rawValue
    fields["\(place).\(key)"] = "\(path).value"
    switch test.kind {
    case .oneOf:
      let values = JSONValue.lines(test.value)
      if values.array!.isEmpty {
        problems.append(FormProblem(field: "\(path).value", message: "The value is missing."))
      }
      return [.init(key: key, value: values)]
    case .contains, .startsWith, .matches:
      if test.value.isEmpty { problems.append(FormProblem(field: "\(path).value", message: "The value is missing.")) }
      return [.init(key: key, value: .string(test.value))]
    case .exists, .empty: return [.init(key: key, value: true)]
    case .withinLastDays:
      fields["\(place).\(key)"] = "\(path).days"
      return [.init(key: key, value: .count(test.days))]
    case .range:
      fields[place] = fields[place] ?? "\(path).lower"
      if test.lower.isEmpty, test.upper.isEmpty {
        problems.append(FormProblem(field: "\(path).lower", message: "A range needs a bound on one side at least."))
      }
      let bounds = [
        (test.isLowerIncluded ? "at_least" : "greater_than", test.lower, "lower"),
        (test.isUpperIncluded ? "at_most" : "less_than", test.upper, "upper"),
      ]
      return bounds.filter { !$0.1.isEmpty }.map { bound in
        fields["\(place).\(bound.0)"] = "\(path).\(bound.2)"
        return .init(key: bound.0, value: .string(bound.1))
      }
    }
  }
}

extension JSONValue {
  /// A number where the text is one; the text otherwise, which whoever reads it refuses.
  fileprivate static func count(_ text: String) -> JSONValue {
    Int64(text.trimmingSpaces).map { .integer($0) } ?? .string(text)
  }

  /// Lines that are not empty.
  fileprivate static func lines(_ text: String) -> JSONValue {
    .array(text.split(separator: "\n").map { .string(String($0)) })
  }
}

extension String {
  fileprivate var trimmingSpaces: String { trimmingCharacters(in: .whitespaces) }
}
