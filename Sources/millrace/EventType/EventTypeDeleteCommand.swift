import ArgumentParser
import Profiles

struct EventTypeDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Forgets an imported event type; what a plugin offers stays.")

  @Argument(help: "The event type's id.")
  var eventType: String

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    guard try homeOptions.folder.openStore().write({ try $0.deleteEventType(eventType) }) else {
      throw ProfilesError(
        .notFound, "no event type '\(eventType)' was imported", hint: "'millrace event-type list' shows them")
    }
    Terminal.say("deleted event type '\(eventType)'")
  }
}
