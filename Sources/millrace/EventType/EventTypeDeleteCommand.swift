import ArgumentParser
import Profiles

struct EventTypeDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Forgets an imported event type; what a plugin offers stays.")

  @Argument(help: "The event type's id.")
  var eventType: String

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    try home.editor(home.openStore()).deleteEventType(eventType)
    Terminal.say("deleted event type '\(eventType)'")
  }
}
