import ArgumentParser
import Connections
import Profiles
import Records

struct LifecycleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lifecycle", abstract: "Stages that profiles pass, and how often they are touched there.",
    discussion: """
      A lifecycle is a YAML file. A profile is in the furthest stage whose condition it meets:
        lifecycle: customer
        name: Customer
        stages:
          - stage: new
            where: { property: email, exists: true }
            threshold: { touches: 3, per: { weeks: 1 } }     # or per: always
            touchpoints: [newsletter/audience]               # goals: CONNECTION/GOAL
          - stage: loyal
            where: { property: points, at_least: 1000 }

      A goal that is a touchpoint exports only profiles that are in its stage and were touched there less often than the
      threshold says. With 'lifecycle: { count_touch: true }' in its connection file each export counts as a touch. A day
      is 24 hours, a month 30 days, a year 365.

      Examples:
        millrace lifecycle apply customer.yaml
        millrace lifecycle count customer
      """,
    subcommands: [ListCommand.self, ShowCommand.self, ApplyCommand.self, CountCommand.self, DeleteCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All lifecycles.")

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let lifecycles = try homeOptions.folder.openStoreForReading().read { try $0.lifecycles() }
      guard outputOptions.output == .table else { return Terminal.print(.array(lifecycles.map(\.json))) }
      var table = Table("LIFECYCLE", "NAME", "STAGES")
      for lifecycle in lifecycles {
        table.add(lifecycle.id, lifecycle.name, lifecycle.stages.map(\.id).joined(separator: " → "))
      }
      table.print()
    }
  }

  struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "A lifecycle's stages, thresholds and touchpoints.")

    @Argument(help: "The lifecycle's id.")
    var lifecycle: String

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let found = try homeOptions.folder.openStoreForReading().read { try $0.lifecycle(lifecycle) }
      guard outputOptions.output == .table else { return Terminal.print(found.json) }
      var table = Table("STAGE", "NAME", "THRESHOLD", "TOUCHPOINTS", "CONDITION")
      for stage in found.stages {
        table.add(
          stage.id, stage.name, stage.threshold?.description ?? "",
          stage.touchpoints.map(\.description).joined(separator: ", "), stage.condition.json.text)
      }
      table.print()
    }
  }

  struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "apply", abstract: "Adds or replaces the lifecycle of a file.",
      discussion: "Touches of stages that keep their id stay counted; those of stages that are gone are forgotten.")

    @Argument(help: "A YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let yaml = try DefinitionFile(contentsOf: file, beginWith: "lifecycle: NAME")
      let lifecycle = try yaml.locating { try Lifecycle(yaml.value) }
      let home = homeOptions.folder
      let store = try home.openStore()
      try yaml.locating { try home.editor(store).put(lifecycle) }
      let counts = try store.read { try $0.tally(stagesOf: lifecycle, within: nil) }.counts
      let stages = zip(lifecycle.stages, counts).map { "\($0.id) \($1.grouped)" }.joined(separator: ", ")
      Terminal.say("lifecycle '\(lifecycle.id)' has \(stages) profiles; \(counts.last!.grouped) are in no stage")
    }
  }

  struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "count", abstract: "How many profiles are in each stage.")

    @Argument(help: "The lifecycle's id.")
    var lifecycle: String

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let (found, counts) = try homeOptions.folder.openStoreForReading().read { reader in
        let found = try reader.lifecycle(lifecycle)
        return (found, try reader.tally(stagesOf: found, within: nil).counts)
      }
      let rows = zip(found.stages.map(\.id) + [Lifecycle.noStage], counts)
      guard outputOptions.output == .table else {
        return Terminal.print(.object(rows.map { .init(key: $0.0, value: .integer(Int64($0.1))) }))
      }
      var table = Table("STAGE", "PROFILES", numeric: [1])
      for (stage, count) in rows { table.add(stage, count.grouped) }
      table.print()
    }
  }

  struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Removes a lifecycle and its touches; its profiles stay.")

    @Argument(help: "The lifecycle's id.")
    var lifecycle: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let home = homeOptions.folder
      try home.editor(home.openStore()).deleteLifecycle(lifecycle)
      Terminal.say("deleted lifecycle '\(lifecycle)'")
    }
  }
}
