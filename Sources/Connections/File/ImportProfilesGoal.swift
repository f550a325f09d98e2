import Profiles
import Records
import YAMLReading
import Yams

/// Iterable's subscribers become profiles.
public struct ImportProfilesGoal: Sendable, Equatable {
  public enum Source: Sendable, Equatable {
    case all
    /// Only subscribers of these lists, by name or number.
    case lists([ListReference])
  }

  /// What happens to a record that matches several profiles.
  public enum MultipleMatches: String, Sendable, CaseIterable {
    /// The record is rejected.
    case reject
    /// The profile that was changed last is used.
    case newest
    /// All of them are.
    case all
  }

  public var name: String
  public var active: Bool
  public var source: Source
  public var processors: [ProcessorStep]
  /// The first pair that finds profiles wins.
  public var link: [LinkPair]
  public var createProfiles: Bool
  public var onMultipleMatches: MultipleMatches
  /// Stands before the property of every mapping.
  public var prefix: String
  public var mappings: [Mapping]
  public var timeline: [TimelineMapping]
  public var position: SourcePosition
}

/// An Iterable list, by number or by name.
public enum ListReference: Sendable, Hashable, CustomStringConvertible {
  case id(Int)
  case name(String)

  public var description: String {
    switch self {
    case .id(let id): String(id)
    case .name(let name): "'\(name)'"
    }
  }
}

/// A record's field and the identifier property that it is compared with.
public struct LinkPair: Sendable, Equatable {
  public var field: String
  public var property: String
}

/// One rule from a record's field to a profile property.
public struct Mapping: Sendable, Equatable {
  public var field: String
  /// With the goal's prefix already before it.
  public var property: String
  public var strategy: Strategy
  /// The type of a property that does not exist yet; nil: what the first value looks like.
  public var type: Property.ValueType?
  public var position: SourcePosition

  /// What the store keeps of a profile beside its properties, and mappings may fill by its name.
  public enum SystemTarget: String, Sendable, CaseIterable {
    /// `do_not_track`, `anonymous` or `personal`; takes effect on the very row. Only `set`.
    case permissionLevel = "permission_level"
    /// In a form of ``InteractionReader``. Only `add`.
    case viewedInteractions = "viewed_interactions"

    var strategy: Strategy { self == .permissionLevel ? .set : .add }
  }

  /// Nil: a property.
  public var systemTarget: SystemTarget? { SystemTarget(rawValue: property) }
}

// MARK: - Reading

extension ImportProfilesGoal {
  static func read(_ reader: MappingReader) -> ImportProfilesGoal {
    reader.writesFirst(
      "import_profiles", "active", "source", "processors", "link", "create_profiles", "on_multiple_matches")
    let prefix = Mapping.readPrefix(reader)
    let goal = ImportProfilesGoal(
      name: reader.requiredText("import_profiles", "The goal's name."),
      active: reader.boolean("active", "Whether the goal runs.", default: true),
      source: readSource(reader),
      processors: ProcessorStep.readAll(reader),
      link: LinkPair.readAll(reader, "Which field is compared with which identifier; the first pair that finds wins."),
      createProfiles: reader.boolean(
        "create_profiles", "Whether a record that finds no profile makes one.", default: false),
      onMultipleMatches: reader.choice(
        "on_multiple_matches", "What happens to a record that finds several profiles.", default: .reject),
      prefix: prefix,
      mappings: Mapping.readAll(reader, prefix: prefix, ofProfiles: true),
      timeline: TimelineMapping.readAll(reader),
      position: reader.node.position)
    return goal
  }

  private static func readSource(_ reader: MappingReader) -> Source {
    let sentence = "Which subscribers: 'all' or '{ lists: [NAME, NUMBER] }'."
    guard let node = reader.value("source", sentence, meaning: "all"), node.string != "all" else { return .all }
    guard node.mapping != nil else {
      reader.diagnostics.error(at: node, "'source' is 'all' or a mapping with 'lists'", hint: sentence)
      return .all
    }
    let lists = reader.mapping("source") { source in
      let lists = source.list("lists", sentence) { ListReference.read($0, source) }
      if lists.isEmpty { source.diagnostics.error(at: source.node, "'source' names no list", hint: sentence) }
      return lists
    }
    return .lists(lists ?? [])
  }
}

extension ListReference {
  static func read(_ node: Node, _ reader: MappingReader) -> ListReference? {
    if node.tag == Tag(.int), let id = node.int { return .id(id) }
    return reader.text(of: node, "a list", "Its name or number.").map(ListReference.name)
  }
}

extension LinkPair {
  /// At least one pair; that none is there is reported.
  /// `first` is the option that is written first.
  static func readAll(_ reader: MappingReader, _ sentence: String, first: String = "field") -> [LinkPair] {
    let pairs = reader.mappings("link", sentence, each: "a link") {
      $0.writesFirst(first)
      return LinkPair(
        field: $0.requiredText("field", "The Iterable field."),
        property: $0.requiredText("property", "The profile's identifier property."))
    }
    if pairs.isEmpty, reader.value("link")?.sequence?.isEmpty ?? (reader.value("link") == nil) {
      reader.diagnostics.error(
        at: reader.keyNode("link"), "the goal has no 'link'",
        hint: "add 'link: [{ field: email, property: email }]'")
    }
    return pairs
  }
}

extension Mapping {
  static func readPrefix(_ reader: MappingReader) -> String {
    reader.text(
      "prefix", "Stands before the property of every mapping whose property does not begin with it.", default: "")
  }

  /// The goal's mappings; one that would undo another is reported.
  ///
  /// - Parameter ofProfiles: whether they may fill what a store keeps of profiles beside their properties.
  static func readAll(_ reader: MappingReader, prefix: String, ofProfiles: Bool) -> [Mapping] {
    let mappings = reader.mappings("mappings", "Which field goes to which property, and how.", each: "a mapping") {
      read($0, prefix: prefix, ofProfiles: ofProfiles)
    }
    reader.reportOverwrites(mappings)
    return mappings
  }

  private static func read(_ reader: MappingReader, prefix: String, ofProfiles: Bool) -> Mapping {
    reader.writesFirst("field")
    let names = SystemTarget.allCases.map(\.rawValue).joined(separator: " or ")
    let property = reader.requiredText("property", "The property; of profiles also \(names).")
    let target = SystemTarget(rawValue: property)
    let typeNames = Property.ValueType.allCases.map(\.rawValue).joined(separator: ", ")
    let typeSentence = "The type of a property that does not exist yet: \(typeNames)."
    let mapping = Mapping(
      field: reader.requiredText("field", "The record's field."),
      property: target != nil || property.hasPrefix(prefix) ? property : prefix + property,
      strategy: reader.choice(
        "strategy", "How the value comes to the property.", default: target?.strategy ?? .set),
      type: reader.value("type", typeSentence).flatMap {
        reader.choice(of: $0, "'type'", typeSentence)
      },
      position: (reader.value("property") ?? reader.node).position)
    if let target { check(mapping, of: target, ofProfiles: ofProfiles, reader) }
    return mapping
  }

  private static func check(
    _ mapping: Mapping, of target: SystemTarget, ofProfiles: Bool, _ reader: MappingReader
  ) {
    if !ofProfiles {
      reader.diagnostics.error(
        at: reader.value("property") ?? reader.node, "'\(target.rawValue)' is kept of profiles, not of groups",
        hint: "choose another property")
    }
    if mapping.strategy != target.strategy {
      reader.diagnostics.error(
        at: reader.value("strategy") ?? reader.node,
        "'\(target.rawValue)' takes the strategy \(target.strategy.rawValue) only", hint: "leave 'strategy' out")
    }
    if mapping.type != nil {
      reader.diagnostics.error(
        at: reader.keyNode("type"), "'\(target.rawValue)' is no property and has no type", hint: "remove 'type'")
    }
  }
}

extension MappingReader {
  /// `set` after another rule for the same property would undo it; `add`, `sum` and `set_if_empty` go well together.
  fileprivate func reportOverwrites(_ mappings: [Mapping]) {
    var first: [String: SourcePosition] = [:]
    for mapping in mappings where !mapping.property.isEmpty {
      if let earlier = first[mapping.property], mapping.strategy == .set || mapping.strategy == .setOrClear {
        diagnostics.add(
          .error, mapping.position,
          "'\(mapping.property)' is already mapped in line \(earlier.line), and this would overwrite it",
          "use another property, or the strategy set_if_empty or add")
      }
      first[mapping.property] = first[mapping.property] ?? mapping.position
    }
  }
}
