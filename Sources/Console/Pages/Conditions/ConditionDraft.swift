import Profiles
import Records

/// A condition as it stands in a form: as it was typed, right or wrong.
///
/// Each part has a path, such as `c.0.1`: the second condition of the first one of `c`. Its fields are named by it,
/// `c.0.1.value` for example, so that a form says the whole tree without a script.
struct ConditionDraft: Sendable, Equatable {
  enum Kind: String, CaseIterable {
    case property, event, segment, lifecycle, consented, refused, group, viewed, permission, created, modified
    case all, any
  }

  /// How a group's condition asks.
  enum GroupTest: String, CaseIterable {
    case exists
    case oneOf = "one_of"
    case meets = "where"
  }

  var kind: Kind
  var isNegated = false
  /// Of the property, event type, segment, lifecycle, objective, group type or interaction.
  var name = ""
  var test = TestDraft()
  var groupTest = GroupTest.exists
  /// Ids of groups, one a line.
  var ids = ""
  var least = ""
  var most = ""
  var after = ""
  var before = ""
  var days = ""
  /// Stages or permission levels.
  var chosen: [String] = []
  /// Of `all` and `any`; one of a group that meets a condition.
  var children: [ConditionDraft] = []
  /// Of an event's properties.
  var tests: [TestDraft] = []

  init(_ kind: Kind) { self.kind = kind }

  var isCollection: Bool { kind == .all || kind == .any }

  /// Deeper ones are edited as text.
  static let depthLimit = 8
}

/// A test of a value as it stands in a form.
struct TestDraft: Sendable, Equatable {
  enum Kind: String, CaseIterable {
    case oneOf = "one_of"
    case contains
    case startsWith = "starts_with"
    case matches, exists, empty, range
    case withinLastDays = "within_last_days"
  }

  /// Of an event; a condition has it as its name.
  var property = ""
  var kind = Kind.oneOf
  /// Of `one_of` one a line.
  var value = ""
  var lower = ""
  var isLowerIncluded = true
  var upper = ""
  var isUpperIncluded = true
  var days = ""
}

// MARK: - Changes

extension ConditionDraft {
  /// What a button of the form does.
  enum Change: Equatable {
    case add(Kind)
    case addTest
    case remove
    case removeTest(Int)
    /// Puts it into a group of its own.
    case nest
  }

  /// Changes the part with this path; `path` is this one's. Nothing where there is no such part.
  mutating func change(_ change: Change, at target: String, path: String) {
    guard target != path else {
      switch change {
      case .add(let kind): children.append(ConditionDraft(kind).filled)
      case .addTest: tests.append(TestDraft())
      case .removeTest(let index): if tests.indices.contains(index) { tests.remove(at: index) }
      case .nest:
        let inner = self
        self = ConditionDraft(.all)
        children = [inner]
      case .remove: break
      }
      return
    }
    for index in children.indices {
      let inner = "\(path).\(index)"
      if target == inner, change == .remove {
        children.remove(at: index)
        return
      }
      if target == inner || target.hasPrefix(inner + ".") {
        children[index].change(change, at: target, path: inner)
        return
      }
    }
  }

  /// A group that meets a condition has one to fill in.
  var filled: ConditionDraft {
    var draft = self
    if kind == .group, groupTest == .meets, children.isEmpty { draft.children = [ConditionDraft(.all)] }
    return draft
  }
}
