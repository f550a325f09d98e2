import ArgumentParser
import Foundation
import Profiles
import Records

struct GroupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "group", abstract: "The groups that profiles are in.",
    discussion: """
      Examples:
        millrace group list store
        millrace group show store AMS-1
        millrace group export store > stores.ndjson
      """,
    subcommands: [ListCommand.self, ShowCommand.self, CountCommand.self, ExportCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Groups of a type in the order of their ids.")

    @Argument(help: "The group type's id.")
    var type: String

    @Option(name: .long, help: "Only groups behind this id.")
    var after = ""

    @Option(name: .long, help: "So many at most.")
    var limit = 20

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      var groups: [JSONValue] = []
      try homeOptions.folder.openStoreForReading().read { reader in
        _ = try reader.requireGroupType(type)
        _ = try reader.groups(type, after: after, limit: max(limit, 0)) { groups.append(try $0.json()) }
      }
      guard outputOptions.output == .table else { return Terminal.print(.array(groups)) }
      var table = Table("GROUP", "MODIFIED", "PROPERTIES")
      for group in groups {
        let properties = (group["properties"]?.object ?? []).map { "\($0.key)=\($0.value.valuesText)" }
        table.add(
          group["id"]?.string ?? "", String((group["modified"]?.string ?? "").prefix(19)) + "Z",
          properties.joined(separator: "  "))
      }
      table.print()
    }
  }

  struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One group with its properties, and how many profiles are in it.")

    @Argument(help: "The group type's id.")
    var type: String

    @Argument(help: "The group's id.")
    var group: String

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      var json: JSONValue = .null
      let profiles = try homeOptions.folder.openStoreForReading().read { reader in
        let type = try reader.requireGroupType(type)
        var id = group
        let isThere = try id.withUTF8 { id in
          try reader.withGroup(type.id, UnsafeRawBufferPointer(id)) { json = try $0.json() }
        }
        guard isThere else {
          throw ProfilesError(
            .notFound, "there is no group '\(group)' of type '\(type.id)'",
            hint: "'millrace group list \(type.id)' shows some")
        }
        let members = try SegmentPredicate(
          .group(type.id, .oneOf([group])), properties: [], segments: [], groupTypes: [type], now: .now())
        return try reader.count(matching: members)
      }
      guard outputOptions.output == .table else {
        let member = JSONValue.Member(key: "profiles", value: .integer(Int64(profiles)))
        return Terminal.print(.object((json.object ?? []) + [member]))
      }
      var table = Table("PROPERTY", "VALUES")
      for member in json.object ?? [] where member.key != "properties" {
        table.add(member.key, member.value.string ?? "")
      }
      table.add("profiles", profiles.grouped)
      for property in json["properties"]?.object ?? [] { table.add(property.key, property.value.valuesText) }
      table.print()
    }
  }

  struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "count", abstract: "How many groups of a type there are.")

    @Argument(help: "The group type's id.")
    var type: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let count = try homeOptions.folder.openStoreForReading().read { reader in
        try reader.groupCount(reader.requireGroupType(type).id)
      }
      Terminal.print("\(count)")
    }
  }

  struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "export", abstract: "Groups of a type as JSON lines.")

    @Argument(help: "The group type's id.")
    var type: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.openStoreForReading().read { reader in
        _ = try reader.requireGroupType(type)
        var lines: [UInt8] = []
        func flush() throws {
          try FileHandle.standardOutput.write(contentsOf: lines)
          lines.removeAll(keepingCapacity: true)
        }
        _ = try reader.groups(type, after: "", limit: .max) { group in
          group.append(to: &lines)
          if lines.count > 1 << 16 { try flush() }
        }
        try flush()
      }
    }
  }
}
