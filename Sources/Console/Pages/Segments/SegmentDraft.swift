import Connections
import EventTypes
import Foundation
import Profiles
import Records

/// A segment as it stands in its form: as fields, or as text where that was chosen or the fields cannot say it.
struct SegmentDraft: Sendable {
  static let root = "c"

  /// Of the segment that is edited; nil for a new one.
  var stored: String?
  var id = ""
  var name = ""
  var condition = ConditionDraft(.all)
  /// Nil where it is edited as fields.
  var yaml: String?
  var problems: [FormProblem] = []

  /// A new one.
  init() {}

  /// What is stored; `asCopy` makes a new one that is like it.
  init(_ segment: Segment, asCopy: Bool = false) {
    stored = asCopy ? nil : segment.id
    id = asCopy ? "\(segment.id)-copy" : segment.id
    name = asCopy ? "\(segment.name) (copy)" : segment.name
    show(segment)
  }

  /// What a browser sent.
  init(_ form: Form, stored: String?) throws {
    let values = FormValues(form)
    self.stored = stored
    id = stored ?? values.text("id").trimmingCharacters(in: .whitespaces)
    name = values.text("name").trimmingCharacters(in: .whitespaces)
    if values.has("yaml") {
      yaml = values.text("yaml")
    } else {
      condition = try ConditionDraft(values, path: Self.root) ?? ConditionDraft(.all)
    }
  }

  private mutating func show(_ segment: Segment) {
    if let draft = ConditionDraft(root: segment.condition) {
      condition = draft
    } else {
      var segment = segment
      (segment.id, segment.name) = (id, name)
      yaml = segment.yaml
    }
  }

  /// Where the fields cannot say what the text does.
  static let onlyText = "The form cannot show this condition: it is edited as text."

  /// The segment; nil with problems where it is none, or does not fit what the store has and plugins offer.
  mutating func segment(_ reader: any ProfileReader, offered: [EventType]) throws -> Segment? {
    problems = []
    do {
      let segment: Segment
      if let yaml {
        let file = try DefinitionFile(parsing: yaml, beginWith: "segment: \(id.isEmpty ? "NAME" : id)")
        segment = try file.locating {
          let segment = try Segment(file.value)
          if let stored, segment.id != stored {
            throw ProfilesError(
              .invalidDefinition, "this is segment '\(stored)'", hint: "leave its id, or copy it", path: "segment")
          }
          _ = try reader.predicate(inForceOf: segment, offered: offered)
          return segment
        }
        (id, name) = (segment.id, segment.name)
      } else {
        let drafted = DraftedCondition(condition, path: Self.root)
        if id.isEmpty { problems.append(FormProblem(field: "id", message: "The segment needs an id.")) }
        problems += drafted.problems
        guard problems.isEmpty else { return nil }
        do {
          segment = Segment(id: id, name: name.isEmpty ? id : name, condition: try drafted.condition())
          _ = try reader.predicate(inForceOf: segment, offered: offered)
        } catch let error as ProfilesError where error.path != nil {
          problems = [FormProblem(error, field: drafted.field(at: error.path!))]
          return nil
        }
        do { try segment.validate() } catch {
          problems = [FormProblem(error, field: "id")]
          return nil
        }
      }
      return segment
    } catch let error as ProfilesError where error.code == .invalidDefinition {
      problems = [FormProblem(error, field: yaml == nil ? nil : "yaml")]
      return nil
    }
  }

  /// From fields to text. Nothing where what stands in the fields is no segment.
  mutating func becomeText(_ reader: any ProfileReader, offered: [EventType]) throws {
    guard yaml == nil, let segment = try segment(reader, offered: offered) else { return }
    yaml = segment.yaml
  }

  /// From text to fields, where they can say it.
  mutating func becomeFields(_ reader: any ProfileReader, offered: [EventType]) throws {
    guard yaml != nil, let segment = try segment(reader, offered: offered) else { return }
    guard let draft = ConditionDraft(root: segment.condition) else {
      problems = [FormProblem(field: "yaml", message: Self.onlyText)]
      return
    }
    (condition, yaml) = (draft, nil)
  }
}

extension ProfileReader {
  /// The segment's condition, ready to be asked, in the place of the stored one. Throws ``ProfilesError`` with the path
  /// where it does not hold together.
  func predicate(inForceOf segment: Segment, offered: [EventType]) throws -> SegmentPredicate {
    try SegmentPredicate(
      segment.condition, properties: properties(), segments: segments().filter { $0.id != segment.id } + [segment],
      groupTypes: groupTypes(), eventTypes: allEventTypes(offered), lifecycles: lifecycles(), now: .now())
  }

  /// Those of the store, and those that plugins offer besides.
  func allEventTypes(_ offered: [EventType]) throws -> [EventType] {
    let known = try eventTypes().map(\.type)
    return known + offered.filter { type in !known.contains { $0.id == type.id } }
  }
}
