import ArgumentParser
import Connections
import Foundation
import Profiles
import Records

struct SegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment", abstract: "Named sets of profiles.",
    discussion: """
      A segment is a YAML file:
        segment: opted-in-nl
        name: Opted in, the Netherlands
        where: { all: [ { property: country, is: NL }, { consented: newsletter } ] }

      Examples:
        millrace segment apply opted-in-nl.yaml
        millrace segment count opted-in-nl
      """,
    subcommands: [ListCommand.self, ShowCommand.self, ApplyCommand.self, CountCommand.self, DeleteCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All segments.")

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let segments = try homeOptions.folder.openStoreForReading().read { try $0.segments() }
      guard outputOptions.output == .table else { return Terminal.print(.array(segments.map(\.json))) }
      var table = Table("SEGMENT", "NAME")
      for segment in segments { table.add(segment.id, segment.name) }
      table.print()
    }
  }

  struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "A segment's definition, as JSON.")

    @Argument(help: "The segment's id.")
    var segment: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let segments = try homeOptions.folder.openStoreForReading().read { try $0.segments() }
      guard let found = segments.first(where: { $0.id == segment }) else { throw SegmentCommand.missing(segment) }
      Terminal.print(found.json)
    }
  }

  struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "apply", abstract: "Adds or replaces the segment of a file.")

    @Argument(help: "A YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let yaml = try DefinitionFile(contentsOf: file, beginWith: "segment: NAME")
      let segment = try yaml.locating { try Segment(yaml.value) }
      let home = homeOptions.folder
      let store = try home.openStore()
      try yaml.locating { try home.editor(store).put(segment) }
      let count = try store.read { try $0.count(matching: $0.predicate(segment: segment.id)) }
      Terminal.say("segment '\(segment.id)' has \(count.grouped) profiles")
    }
  }

  struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "count", abstract: "How many profiles are in it.")

    @Argument(help: "The segment's id.")
    var segment: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let store = try homeOptions.folder.openStoreForReading()
      Terminal.print("\(try store.read { try $0.count(matching: $0.predicate(segment: segment)) })")
    }
  }

  struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Removes a segment; its profiles stay.")

    @Argument(help: "The segment's id.")
    var segment: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let home = homeOptions.folder
      try home.editor(home.openStore()).deleteSegment(segment)
      Terminal.say("deleted segment '\(segment)'")
    }
  }

  fileprivate static func missing(_ id: String) -> ProfilesError {
    ProfilesError(.notFound, "there is no segment '\(id)'", hint: "'millrace segment list' shows them")
  }
}
