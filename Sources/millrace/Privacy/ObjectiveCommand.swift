import ArgumentParser
import Profiles
import Records

struct ObjectiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "objective", abstract: "The purposes that people consent to.",
    discussion: """
      Examples:
        millrace objective add newsletter --title "Newsletter by e-mail"
        millrace objective add statistics --needs opt_out --zones GDPR
      """,
    subcommands: [ListCommand.self, AddCommand.self, DeleteCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All objectives.")

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let objectives = try homeOptions.folder.openStoreForReading().read { try $0.objectives() }
      guard outputOptions.output == .table else { return Terminal.print(.array(objectives.map(json))) }
      var table = Table("OBJECTIVE", "NEEDS", "ZONES", "TITLE")
      for objective in objectives {
        table.add(
          objective.id, objective.needs.rawValue, objective.zones.joined(separator: ", "), objective.title)
      }
      table.print()
    }

    private func json(_ objective: Objective) -> JSONValue {
      [
        "objective": .string(objective.id), "needs": .string(objective.needs.rawValue),
        "zones": .array(objective.zones.map(JSONValue.string)), "title": .string(objective.title),
      ]
    }
  }

  struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Defines an objective, or changes its definition.")

    @Argument(help: "Its id.")
    var id: String

    @Option(name: .long, help: "What people read; the id where it is left out.")
    var title: String?

    @Option(name: .long, help: "opt_in: only with consent; opt_out: unless refused.")
    var needs: Objective.Needs = .optIn

    @Option(
      name: .long, help: "A zone, as 'millrace zone list' shows it, that decides for its own profiles; may be repeated."
    )
    var zones: [String] = []

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let objective = Objective(id: id, title: title ?? id, needs: needs, zones: zones)
      let home = homeOptions.folder
      let store = try home.openStore()
      try home.editor(store).put(objective)
      let zones = try store.read { try $0.zones() }
      Terminal.say("objective '\(id)' needs \(Self.needs(of: objective, zones))")
    }

    /// `opt_in in GDPR, UK_GDPR; opt_out in CCPA; opt_in elsewhere`: each zone goes by its own law.
    private static func needs(of objective: Objective, _ zones: [PrivacyZone]) -> String {
      let own = Objective.Needs.allCases.compactMap { needs -> String? in
        let names = zones.filter { $0.needs == needs && objective.zones.contains($0.id) }.map(\.id)
        return names.isEmpty ? nil : "\(needs.rawValue) in \(names.joined(separator: ", "))"
      }
      return (own + [objective.needs.rawValue + (own.isEmpty ? "" : " elsewhere")]).joined(separator: "; ")
    }
  }

  struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Removes an objective that no connection is linked to; what profiles said stays."
    )

    @Argument(help: "Its id.")
    var id: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let home = homeOptions.folder
      try home.editor(home.openStore()).deleteObjective(id)
      Terminal.say("deleted objective '\(id)'")
    }
  }
}

extension Objective.Needs: ExpressibleByArgument {}
