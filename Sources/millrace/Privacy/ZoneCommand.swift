import ArgumentParser
import Profiles
import Records

struct ZoneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "zone", abstract: "Where laws of privacy hold, and what they need.",
    discussion: """
      A profile's zone is the value of its property \(PrivacyZone.property), which a mapping may fill. In a zone that
      needs opt_in, an objective that lists the zone holds only with consent; in one that needs opt_out, unless it was
      refused. Profiles without a zone, or in one that the objective does not list, go by the objective's own needs.

      Examples:
        millrace zone list
        millrace zone set PIPEDA opt_in
        millrace objective add newsletter --zones GDPR --zones PIPEDA
      """,
    subcommands: [ListCommand.self, SetCommand.self, DeleteCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All zones.")

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let zones = try homeOptions.folder.openStoreForReading().read { try $0.zones() }
      guard outputOptions.output == .table else {
        return Terminal.print(
          .array(zones.map { ["zone": .string($0.id), "needs": .string($0.needs.rawValue)] }))
      }
      var table = Table("ZONE", "NEEDS")
      for zone in zones { table.add(zone.id, zone.needs.rawValue) }
      table.print()
    }
  }

  struct SetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: "Defines a zone, or changes what it needs.")

    @Argument(help: "Its id, such as GDPR; case does not matter.")
    var zone: String

    @Argument(help: "opt_in: only with consent; opt_out: unless refused.")
    var needs: Objective.Needs

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let zone = PrivacyZone(id: zone, needs: needs)
      let home = homeOptions.folder
      try home.editor(home.openStore()).put(zone)
      Terminal.say("zone '\(zone.id)' needs \(needs.rawValue)")
    }
  }

  struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Removes a zone that no objective lists.")

    @Argument(help: "Its id.")
    var zone: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let home = homeOptions.folder
      try home.editor(home.openStore()).deleteZone(zone)
      Terminal.say("deleted zone '\(zone.uppercased())'")
    }
  }
}
