import ArgumentParser
import Connections
import Profiles
import Records

struct ProfileTimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "A profile's events, the newest first.",
    discussion: """
      Each with what the plugin of its event type says of it in one line. Values of sensitive properties are never shown.

      Examples:
        millrace profile timeline ann@example.com
        millrace profile timeline 7 --type order --limit 5 --output json
      """)

  @OptionGroup var profile: ProfileArgument

  @Option(name: .long, help: "Only events of this type; may be repeated.")
  var type: [String] = []

  @Option(name: .long, help: "So many at most.")
  var limit = EventLimits.eventsPerProfile

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is 1 or more") }
  }

  func run() throws {
    let home = homeOptions.folder
    let types = try home.eventTypes()
    for type in type { _ = try types.entry(type) }
    let filter = EventFilter(types: type.isEmpty ? nil : type, limit: limit)
    let store = try home.openStoreForReading()
    let installation = try home.installation(store: store)
    let events = try store.read { reader in
      try ShownEvent.timeline(of: profile.find(in: reader), filter, types, reader, in: installation)
    }
    switch outputOptions.output {
    case .json: Terminal.print(.array(events.map(\.json)))
    case .table: ShownEvent.show(events)
    }
  }
}
