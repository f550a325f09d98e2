import ArgumentParser
import Profiles
import Records

struct PropertyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "property", abstract: "The profile properties that are defined.",
    discussion: """
      Examples:
        millrace property add points --type number --title "Loyalty points"
        millrace property add customer_id --identifier
      """,
    subcommands: [ListCommand.self, AddCommand.self, ShowCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All properties.")

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let (properties, groupTypes) = try homeOptions.folder.openStoreForReading().read {
        (try $0.properties(), try $0.groupTypes())
      }
      guard outputOptions.output == .table else {
        return Terminal.print(.array(properties.map { json($0, groupTypes) }))
      }
      var table = Table("PROPERTY", "TYPE", "IDENTIFIER", "JOINS", "TITLE")
      for property in properties {
        table.add(
          property.name, property.type.rawValue, property.isIdentifier ? "yes" : "",
          groupTypes.joined(by: property).joined(separator: ", "), property.title ?? "")
      }
      table.print()
    }
  }

  struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Defines a property, or changes its definition.")

    @Argument(help: "Its name.")
    var name: String

    @Option(name: .long, help: "\(Property.ValueType.allCases.map(\.rawValue).joined(separator: ", ")).")
    var type: Property.ValueType = .text

    @Flag(name: .long, help: "Profiles can be found by it.")
    var identifier = false

    @Option(name: .long, help: "What people read.")
    var title: String?

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let property = Property(name: name, type: type, isIdentifier: identifier, title: title)
      let home = homeOptions.folder
      try home.editor(home.openStore()).put(property)
      Terminal.say("property '\(name)' is a \(type.rawValue)\(identifier ? " and an identifier" : "")")
    }
  }

  struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "A property, and how many profiles have a value of it.")

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.openStoreForReading().read { reader in
        let properties = try reader.properties()
        guard let property = properties.first(where: { $0.name == name }) else {
          throw ProfilesError(
            .notFound, "there is no property '\(name)'", hint: "'millrace property list' shows them")
        }
        let having = try reader.count(matching: reader.predicate(.property(name, .exists)))
        let count = JSONValue.Member(key: "profiles", value: .integer(Int64(having)))
        Terminal.print(.object((json(property, try reader.groupTypes()).object ?? []) + [count]))
      }
    }
  }
}

private func json(_ property: Property, _ groupTypes: [GroupType]) -> JSONValue {
  [
    "property": .string(property.name), "type": .string(property.type.rawValue),
    "identifier": .bool(property.isIdentifier),
    "joins": .array(groupTypes.joined(by: property).map(JSONValue.string)),
    "title": property.title.map { .string($0) } ?? nil,
  ]
}

extension Property.ValueType: ExpressibleByArgument {}
