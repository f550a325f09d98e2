import ArgumentParser
import Profiles
import Records

struct InteractionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interaction", abstract: "What profiles have seen: banners, dialogues, forms.",
    discussion: """
      Interactions come in with 'profile import' and with import mappings to viewed_interactions.

      Example:
        millrace interaction list
      """,
    subcommands: [ListCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All interactions, and how many profiles have seen each.")

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let interactions = try homeOptions.folder.openStoreForReading().read { try $0.interactions() }
      guard outputOptions.output == .table else {
        return Terminal.print(
          .array(
            interactions.map {
              [
                "interaction": .string($0.id), "name": $0.name.map { .string($0) } ?? nil,
                "profiles": .integer(Int64($0.profiles)),
              ]
            }))
      }
      var table = Table("INTERACTION", "NAME", "PROFILES", numeric: [2])
      for interaction in interactions {
        table.add(interaction.id, interaction.name ?? "", interaction.profiles.grouped)
      }
      table.print()
    }
  }
}
