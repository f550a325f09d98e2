import ArgumentParser
import Foundation
import PluginHost

@main
struct Millrace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "millrace",
    abstract: "Moves customer profiles between a profile store and Iterable, through native plugins.",
    discussion: """
      Examples:
        millrace demo                       see it work, with a local Iterable
        millrace validate newsletter.yaml   is the connection file right?
        millrace preview newsletter.yaml    what would become of ten real rows?
        millrace run newsletter.yaml        run it now
        millrace rejects --run 12           what could not be used, and why

      Exit status: 0 done, 1 failed, 3 done with rejects, 64 wrong usage.
      """,
    version: Version.current,
    subcommands: [
      ValidateCommand.self, FmtCommand.self, CheckCommand.self, PreviewCommand.self, PlanCommand.self,
      ApplyCommand.self, ExportCommand.self, ConnectionCommand.self, GoalCommand.self, RunCommand.self,
      ServeCommand.self,
      RunsCommand.self, RejectsCommand.self, ProfileCommand.self, SegmentCommand.self, PropertyCommand.self,
      LifecycleCommand.self, InteractionCommand.self, ObjectiveCommand.self, ZoneCommand.self, GroupTypeCommand.self,
      GroupCommand.self, EventTypeCommand.self, PluginCommand.self, NotifyCommand.self, SettingsCommand.self,
      UserCommand.self, TokenCommand.self,
      AuditCommand.self, BackupCommand.self,
      RestoreCommand.self, DoctorCommand.self, DemoCommand.self, SandboxCommand.self,
    ])

  static func main() {
    Log.start()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Foundation.exit(code.rawValue)
    } catch let elsewhere as ServedElsewhere {
      Foundation.exit(elsewhere.perform(Array(CommandLine.arguments.dropFirst())))
    } catch  where exitCode(for: error) == .success || exitCode(for: error) == .validationFailure {
      exit(withError: error)  // help, version, usage
    } catch {
      Terminal.complain(error)
      Foundation.exit(ExitCode.failure.rawValue)
    }
  }
}

extension ExitCode {
  /// The work was done, and some rows were rejected.
  static let rejects = ExitCode(3)
}
