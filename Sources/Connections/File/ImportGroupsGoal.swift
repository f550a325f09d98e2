import Profiles
import Records
import YAMLReading
import Yams

/// Items of an Iterable catalog become groups of one type.
public struct ImportGroupsGoal: Sendable, Equatable {
  public var name: String
  public var active: Bool
  /// The catalog's name.
  public var catalog: String
  /// The id of the group type.
  public var groupType: String
  /// The record's field with the group's id.
  public var id: String
  public var processors: [ProcessorStep]
  public var createGroups: Bool
  /// To the group's properties.
  /// Stands before the property of every mapping.
  public var prefix: String
  public var mappings: [Mapping]
  public var position: SourcePosition
}

// MARK: - Reading

extension ImportGroupsGoal {
  static func read(_ reader: MappingReader) -> ImportGroupsGoal {
    reader.writesFirst("import_groups", "active", "catalog", "group_type", "id", "processors", "create_groups")
    let prefix = Mapping.readPrefix(reader)
    let goal = ImportGroupsGoal(
      name: reader.requiredText("import_groups", "The goal's name."),
      active: reader.boolean("active", "Whether the goal runs.", default: true),
      catalog: reader.requiredText("catalog", "The Iterable catalog whose items become groups."),
      groupType: reader.requiredText("group_type", "The group type, as 'millrace group-type list' shows it."),
      id: reader.text(
        "id", "The field with the group's id; the item's own id where it is left out.", default: "itemId"),
      processors: ProcessorStep.readAll(reader),
      createGroups: reader.boolean(
        "create_groups", "Whether an item makes a group that is not there yet.", default: true),
      prefix: prefix,
      mappings: Mapping.readAll(reader, prefix: prefix, ofProfiles: false),
      position: reader.node.position)
    return goal
  }
}
