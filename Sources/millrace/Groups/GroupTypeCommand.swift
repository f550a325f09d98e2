import ArgumentParser
import Profiles
import Records

struct GroupTypeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "group-type", abstract: "The kinds of groups, and how profiles join them.",
    discussion: """
      A profile is in a group as long as one of the type's joining properties holds the group's id. Groups themselves come
      from Iterable catalogs, by 'import_groups' goals.

      Example:
        millrace group-type add store --name Store --plural Stores --joined-by favourite_store
      """,
    subcommands: [ListCommand.self, AddCommand.self, DeleteCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All group types, and how many groups there are.")

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let types = try homeOptions.folder.openStoreForReading().read { reader in
        try reader.groupTypes().map { (type: $0, count: try reader.groupCount($0.id)) }
      }
      guard outputOptions.output == .table else { return Terminal.print(.array(types.map(json))) }
      var table = Table("GROUP TYPE", "NAME", "JOINED BY", "GROUPS", "PROPERTIES", numeric: [3])
      for (type, count) in types {
        table.add(
          type.id, type.name, type.joinedBy.joined(separator: ", "), count.grouped,
          type.properties.map(\.name).joined(separator: ", "))
      }
      table.print()
    }

    private func json(_ type: GroupType, _ count: Int) -> JSONValue {
      [
        "group_type": .string(type.id), "name": .string(type.name), "plural_name": .string(type.pluralName),
        "joined_by": .array(type.joinedBy.map(JSONValue.string)), "groups": .integer(Int64(count)),
        "properties": .array(
          type.properties.map { ["property": .string($0.name), "type": .string($0.type.rawValue)] }),
      ]
    }
  }

  struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Defines a group type, or changes its definition; its groups stay.")

    @Argument(help: "Its id.")
    var id: String

    @Option(name: .long, help: "What people call one group; the id where it is left out.")
    var name: String?

    @Option(name: .long, help: "What people call several; the name where it is left out.")
    var plural: String?

    @Option(name: .long, help: "The profile property that holds the groups' ids; may be given several times.")
    var joinedBy: [String]

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let home = homeOptions.folder
      let missing = try home.editor(home.openStore()).putGroupType(
        id, name: name, pluralName: plural, joinedBy: joinedBy)
      Terminal.say("profiles join groups of type '\(id)' by \(joinedBy.joined(separator: ", "))")
      for property in missing {
        Terminal.say("there is no property '\(property)' yet: nobody joins by it until profiles have it")
      }
    }
  }

  struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Removes a group type; profiles keep the ids that they hold.")

    @Argument(help: "The group type's id.")
    var type: String

    @Flag(name: .long, help: "Also where there are groups of it, which go with it.")
    var withGroups = false

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let home = homeOptions.folder
      let count = try home.editor(home.openStore()).deleteGroupType(type, withGroups: withGroups)
      Terminal.say("deleted group type '\(type)'" + (count > 0 ? " and \(count.grouped) groups" : ""))
    }
  }
}
