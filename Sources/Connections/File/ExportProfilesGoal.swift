import Records
import YAMLReading
import Yams

/// Profiles of a segment go to Iterable, and join lists there.
public struct ExportProfilesGoal: Sendable, Equatable {
  public var name: String
  public var active: Bool
  public var segment: String
  public var segmentPosition: SourcePosition
  public var lists: [ExportList]
  public var processors: [ProcessorStep]
  /// Which identifiers name the user at Iterable: `email` and `userId` are the fields there are.
  public var link: [LinkPair]
  public var mappings: [ExportMapping]
  /// Nil: no events.
  public var timeline: TimelineExport?
  /// Where the file says that an export counts as a touch of the profile's lifecycle stage; nil where it does not say so.
  public var touchCount: SourcePosition?
  public var position: SourcePosition
}

/// A list that the profiles of an export join.
public struct ExportList: Sendable, Equatable {
  public var list: ListReference
  /// Whether profiles that leave the segment, or may no longer be exported, leave the list.
  public var cleansUp = false
  /// The share of the list's members, in percent, that one run may take off without being told to.
  public var cleanUpLimitPercent = Self.usualLimitPercent

  /// So many may leave in one run whatever share they are.
  static let freeRemovals = 100
  static let usualLimitPercent = 30
}

/// One rule from a profile's value to an Iterable field.
public struct ExportMapping: Sendable, Equatable {
  public enum Source: Sendable, Equatable {
    case property(String)
    case profileID
    /// The names of the segments that the profile is in; nil: all of them.
    case segments([String]?)
    /// The stages that the profile is in, `customer:loyal`, of these lifecycles; nil: of all.
    case lifecycles([String]?)
    /// The ids of all interactions that the profile has seen.
    case viewedInteractions
    case permissionLevel
    case text(String)
  }

  public var source: Source
  public var field: String
  public var position: SourcePosition
}

// MARK: - Reading

extension ExportProfilesGoal {
  static func read(_ reader: MappingReader) -> ExportProfilesGoal {
    let goal = ExportProfilesGoal(
      name: reader.requiredText("export_profiles", "The goal's name."),
      active: reader.boolean("active", "Whether the goal runs.", default: true),
      segment: reader.requiredText("segment", "The segment whose profiles are exported."),
      segmentPosition: (reader.value("segment") ?? reader.node).position,
      lists: reader.list("lists", "The Iterable lists that the profiles join.") { readList($0, reader) },
      processors: ProcessorStep.readAll(reader),
      link: LinkPair.readAll(reader, "Which identifier names the user: field email or userId.", first: "property"),
      mappings: reader.mappings("mappings", "Which value goes to which Iterable field.", each: "a mapping") {
        ExportMapping.read($0)
      },
      timeline: reader.mapping("timeline", TimelineExport.read),
      touchCount: readTouchCount(reader),
      position: reader.node.position)
    checkLink(reader)
    reader.reportRepeats(
      (reader.value("mappings")?.sequence ?? []).compactMap { $0.mapping?["field"] }, "one mapping a field")
    return goal
  }

  private static func readList(_ node: Node, _ reader: MappingReader) -> ExportList? {
    guard node.mapping != nil else { return ListReference.read(node, reader).map { ExportList(list: $0) } }
    let list = MappingReader.read(node, as: "a list", reader.diagnostics) { list -> ExportList? in
      list.writesFirst("list")
      let cleansUp = list.boolean(
        "clean_up", "Whether profiles that leave the segment leave the list.", default: false)
      let limit = list.integer(
        "clean_up_limit_percent",
        "The share of its members that one run may take off without --allow-removals, where they are more than 100; 30 otherwise.",
        in: 0...100, meaning: .integer(Int64(ExportList.usualLimitPercent)))
      if limit != nil, !cleansUp {
        list.diagnostics.error(
          at: list.keyNode("clean_up_limit_percent"),
          "'clean_up_limit_percent' has no meaning without 'clean_up: true'",
          hint: "remove it")
      }
      guard let name = list.value("list", "The list's name or number.") else {
        list.diagnostics.error(at: node, "a list has no 'list'", hint: "Its name or number.")
        return nil
      }
      return ListReference.read(name, list).map {
        ExportList(list: $0, cleansUp: cleansUp, cleanUpLimitPercent: limit ?? ExportList.usualLimitPercent)
      }
    }
    return list ?? nil
  }

  private static func checkLink(_ reader: MappingReader) {
    let known = ["email", "userId"]
    let fields = (reader.value("link")?.sequence ?? []).compactMap { $0.mapping?["field"] }
    for field in fields {
      guard let name = field.string, !known.contains(name) else { continue }
      reader.diagnostics.error(
        at: field, "a user at Iterable is named by email or userId, not by '\(name)'",
        hint: Suggestion.hint(for: name, among: known))
    }
    reader.reportRepeats(fields, "one link a field")
  }

  private static func readTouchCount(_ reader: MappingReader) -> SourcePosition? {
    let position = reader.mapping("lifecycle") { lifecycle -> SourcePosition? in
      let counts = lifecycle.boolean(
        "count_touch",
        "Whether an export counts as a touch of the profile's stage; the goal must be a touchpoint of it.",
        default: false)
      return counts ? lifecycle.keyNode("count_touch").position : nil
    }
    return position ?? nil
  }
}

extension ExportMapping {
  fileprivate static func read(_ reader: MappingReader) -> ExportMapping {
    reader.writesFirst("from")
    let field = reader.requiredText("field", "The Iterable field.")
    if field == "email" || field == "userId", let node = reader.value("field") {
      reader.diagnostics.error(
        at: node, "'\(field)' identifies the user and is not a field to map",
        hint: "put it into 'link: [{ property: NAME, field: \(field) }]'")
    }
    return ExportMapping(
      source: readSource(reader), field: field, position: (reader.value("field") ?? reader.node).position)
  }

  private static let sources = [
    "property", "profile_id", "segments", "lifecycles", "viewed_interactions", "permission_level", "text",
  ]

  /// Those that are a word need nothing else; the others say which or what.
  private static func readSource(_ reader: MappingReader) -> Source {
    let forms =
      "{ property: NAME }, profile_id, { segments: all }, { lifecycles: all }, viewed_interactions, permission_level or "
      + "{ text: TEXT }"
    let nothing = Source.text("")
    guard let node = reader.value("from", "The value: \(forms).") else {
      reader.diagnostics.error(at: reader.node, "a mapping has no 'from'", hint: "write \(forms)")
      return nothing
    }
    switch node.string {
    case "profile_id": return .profileID
    case "permission_level": return .permissionLevel
    case "viewed_interactions": return .viewedInteractions
    case .some(let word) where word == "segments" || word == "lifecycles":
      reader.diagnostics.error(
        at: node, "'\(word)' does not say which", hint: "write { \(word): all }, or a list of their ids for 'all'")
      return nothing
    case .some(let word):
      reader.diagnostics.error(
        at: node, "'\(word)' is no value of a profile",
        hint: Suggestion.question(for: word, among: sources) ?? "write \(forms)")
      return nothing
    case nil: break
    }
    let source = reader.mapping("from") { from -> Source in
      var found: [Source] = []
      if let property = from.optionalText("property", "A profile property.") { found.append(.property(property)) }
      if let text = from.optionalText("text", "A text that is the same for all.") { found.append(.text(text)) }
      if let segments = from.value("segments") {
        found.append(.segments(segments.string == "all" ? nil : from.texts("segments", "Names of segments, or 'all'.")))
      }
      let sentence = "Ids of lifecycles, or 'all': the stages that the profile is in, such as customer:loyal."
      if let lifecycles = from.value("lifecycles", sentence) {
        found.append(
          .lifecycles(lifecycles.string == "all" ? nil : from.texts("lifecycles", sentence)))
      }
      if found.count != 1 {
        from.diagnostics.error(
          at: from.node, found.isEmpty ? "'from' names no value" : "'from' names one value, this names \(found.count)",
          hint: "write \(forms)")
      }
      return found.first ?? nothing
    }
    return source ?? nothing
  }
}
