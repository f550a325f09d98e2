import ArgumentParser
import Connections
import Records

struct EventTypeListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "All event types: those that plugins offer, and imported ones.")

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let entries = try homeOptions.folder.eventTypes().entries
    guard outputOptions.output == .table else { return Terminal.print(.array(entries.map(json))) }
    var table = Table("EVENT TYPE", "VERSION", "NAME", "PROPERTIES", "FROM", numeric: [3])
    for entry in entries {
      table.add(entry.type.id, entry.type.version, entry.type.name, "\(entry.type.properties.count)", entry.origin)
    }
    if !entries.isEmpty { table.print() }
    for entry in entries {
      for conflict in entry.conflicts { Terminal.say("conflict: event type '\(entry.type.id)': \(conflict)") }
    }
    if entries.isEmpty { Terminal.say("no event types; import one, or drop in a plugin that offers some") }
  }

  private func json(_ entry: EventTypeCatalogue.Entry) -> JSONValue {
    [
      "event_type": .string(entry.type.id), "version": .string(entry.type.version), "name": .string(entry.type.name),
      "from": .string(entry.origin), "conflicts": .array(entry.conflicts.map { .string($0) }),
    ]
  }
}
