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
      let home = homeOptions.folder
      let yaml = try YAMLFile(file, beginWith: "segment: NAME")
      let segment = try yaml.locating { try Segment(yaml.value) }
      let store = try home.openStore()
      let offers = try segment.condition.eventTypeReferences.isEmpty ? [] : home.catalogue().scan()
      let count = try yaml.locating {
        try store.write { writer in
          // A type that a plugin offers is remembered with its first use.
          let types = EventTypeCatalogue(plugins: offers, accepted: try writer.eventTypes())
          for type in segment.condition.eventTypeReferences {
            if let entry = types.entries.first(where: { $0.type.id == type }), let origin = entry.newOrigin {
              try writer.acceptEventType(entry.type, from: origin)
            }
          }
          try writer.putSegment(segment)
          return try writer.count(matching: writer.predicate(segment: segment.id))
        }
      }
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
      let store = try home.openStore()
      for member in try home.library(store).members().members {
        guard let connection = try? member.connection(),
          let goal = connection.goals.first(where: { $0.uses(segment: segment) })
        else { continue }
        throw ProfilesError(
          .conflict, "segment '\(segment)' is used by goal '\(goal.name)' of connection '\(connection.id)'",
          hint: "change or delete that goal first")
      }
      let wasThere = try store.write { try $0.deleteSegment(segment) }
      guard wasThere else { throw SegmentCommand.missing(segment) }
      Terminal.say("deleted segment '\(segment)'")
    }
  }

  fileprivate static func missing(_ id: String) -> ProfilesError {
    ProfilesError(.notFound, "there is no segment '\(id)'", hint: "'millrace segment list' shows them")
  }
}

extension Goal {
  /// Whether it exports the segment, or tells who is in it.
  fileprivate func uses(segment: String) -> Bool {
    guard case .exportProfiles(let goal) = self else { return false }
    return goal.segment == segment
      || goal.mappings.contains {
        if case .segments(let chosen?) = $0.source { chosen.contains(segment) } else { false }
      }
  }
}
