import ArgumentParser
import EventTypes

struct EventTypeExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "An event type as XML, wherever it comes from.")

  @Argument(help: "The event type's id.")
  var eventType: String

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let xml = try homeOptions.folder.eventTypes().entry(eventType).type.xml
    Terminal.print(String(xml.dropLast()))
  }
}
