import ArgumentParser
import Connections
import EventTypes
import Records

struct EventTypeShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "An event type's properties, and where it comes from.")

  @Argument(help: "The event type's id.")
  var eventType: String

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let entry = try homeOptions.folder.eventTypes().entry(eventType)
    switch outputOptions.output {
    case .json:
      let more: JSONValue = [
        "from": .string(entry.origin), "imported_at": entry.accepted.map { .string("\($0.acceptedAt)") } ?? nil,
        "functions": .array(functions(entry).map { .string($0) }),
        "conflicts": .array(entry.conflicts.map { .string($0) }),
      ]
      Terminal.print(.object((entry.type.json.object ?? []) + (more.object ?? [])))
    case .table: show(entry)
    }
  }

  private func show(_ entry: EventTypeCatalogue.Entry) {
    let type = entry.type
    Terminal.print(Terminal.coloured("\(type.id) \(type.version)", .bold) + "  \(type.name)")
    if !type.description.isEmpty { Terminal.print(type.description) }
    Terminal.print()
    let facts = [
      ("from", entry.origin), ("imported", entry.accepted.map { "\($0.acceptedAt)" } ?? "no"),
      ("functions", functions(entry).joined(separator: ", ")), ("icon", type.icon), ("priority", "\(type.priority)"),
      ("kept", type.retentionDays.map { "\($0) days" } ?? "for ever"),
    ]
    for (name, value) in facts where !value.isEmpty {
      Terminal.print(name + String(repeating: " ", count: 11 - name.count) + value)
    }
    Terminal.print()
    var table = Table("PROPERTY", "TYPE", "", "NAME")
    add(type.properties, to: &table, indent: "")
    if type.properties.isEmpty { Terminal.print("It has no properties.") } else { table.print() }
    for conflict in entry.conflicts { Terminal.say("conflict: \(conflict)") }
  }

  private func add(_ properties: [EventProperty], to table: inout Table, indent: String) {
    for property in properties {
      let flags = [
        (property.isRequired, "required"), (property.isMultiple, "multiple"), (property.isSensitive, "sensitive"),
      ]
      table.add(
        indent + property.key, property.type.rawValue, flags.filter(\.0).map(\.1).joined(separator: ", "),
        property.name == property.key ? "" : property.name)
      add(property.properties, to: &table, indent: indent + "  ")
    }
  }

  /// What the plugin does with its events.
  private func functions(_ entry: EventTypeCatalogue.Entry) -> [String] {
    guard let offered = entry.offers.first?.eventType else { return [] }
    return [(offered.hasValidate, "validate"), (offered.hasSummarise, "summarise")].filter(\.0).map(\.1)
  }
}
