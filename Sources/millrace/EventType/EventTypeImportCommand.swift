import ArgumentParser
import Connections
import EventTypes
import Foundation
import Profiles
import Records

struct EventTypeImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Event types of files or plugins, into the store.",
    discussion: """
      A file is XML (SDK/schemas/event-type-1.xsd) or JSON as BlueConic's API gives it. The name of a plugin makes the
      store remember the plugin's event types: a version of it that breaks them is told then. A newer version may add
      optional properties, and change texts, icon, priority and retention; nothing else. All are imported, or none.
      """)

  @Argument(help: "Files, or names of plugins.", completion: .file(extensions: ["xml", "json"]))
  var sources: [String]

  @Flag(name: .long, help: "Only says what would happen.")
  var dryRun = false

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let offered = try sources.flatMap { try read($0, home) }
    let outcomes =
      dryRun
      ? try home.openStoreForReading().read { try EventTypeImport.consider(offered, $0) }
      : try home.editor(home.openStore()).add(offered)
    show(outcomes)
    let catalogue = try home.catalogue().scan()
    for outcome in outcomes {
      let id = outcome.offered.type.id
      if case .plugin = outcome.offered.origin { continue }
      for plugin in catalogue.compactMap(\.plugin) where plugin.eventTypes.contains(where: { $0.type.id == id }) {
        Terminal.say("warning: plugin \(plugin.id) \(plugin.version) offers event type '\(id)', too")
      }
    }
  }

  private func read(_ source: String, _ home: Home) throws -> [EventTypeImport.Offered] {
    let isFile = FileManager.default.fileExists(atPath: source) && !source.hasSuffix(".so")
    guard isFile || source.hasSuffix(".xml") || source.hasSuffix(".json") else {
      let entry = try home.plugin(source)
      if case .refused(let error) = entry.outcome { throw error }
      guard let plugin = entry.plugin, !plugin.eventTypes.isEmpty else {
        throw ConnectionsError(.unknownName, "plugin '\(source)' offers no event types")
      }
      return plugin.eventTypes.map {
        EventTypeImport.Offered(type: $0.type, origin: .plugin(id: plugin.id, version: plugin.version))
      }
    }
    let file = try EventTypeFile(contentsOf: source)
    let offered = try EventTypeImport.offered(by: file)
    for warning in file.diagnostics { Terminal.say("\(warning)") }
    return offered
  }

  private func show(_ outcomes: [EventTypeImport]) {
    if outputOptions.output == .json { return Terminal.print(.array(outcomes.map(json))) }
    for outcome in outcomes { Terminal.print(outcome.words(isDone: !dryRun)) }
    if dryRun { Terminal.say("nothing was imported") }
  }

  private func json(_ outcome: EventTypeImport) -> JSONValue {
    var (word, from, changes) = ("added", JSONValue.null, [String]())
    switch outcome.acceptance {
    case .added: break
    case .unchanged: word = "unchanged"
    case .upgraded(let version, let made): (word, from, changes) = ("upgraded", .string(version), made)
    }
    return [
      "event_type": .string(outcome.offered.type.id), "version": .string(outcome.offered.type.version),
      "outcome": .string(word), "follows": from, "changes": .array(changes.map { .string($0) }),
    ]
  }
}
