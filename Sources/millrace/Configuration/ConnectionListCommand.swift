import ArgumentParser
import Connections
import Foundation
import Profiles
import Records

struct ConnectionListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "All connections, favourites first.")

  @Option(name: .long, help: "Only those with this label.")
  var label: String?

  @Flag(name: .long, help: "Those that are deleted, too.")
  var deleted = false

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let store = try home.openStoreForReading()
    let (members, refused) = try home.library(store).members()
    for refusal in refused { Terminal.complain(refusal) }
    let lines = try members.filter { member in
      (deleted || member.ruler != .deleted) && (label == nil || member.labels.contains(label!))
    }.map { try ConnectionLine($0, store) }
    switch outputOptions.output {
    case .json: Terminal.print(.array(lines.map(\.json)))
    case .table:
      var table = Table("", "CONNECTION", "STATE", "DOES", "LABELS", "VERSION", "LAST RUN", "NEXT RUN", numeric: [5])
      for line in lines {
        table.add(
          line.isFavorite ? "*" : "", line.member.id, line.state, line.direction, line.labels.joined(separator: ", "),
          line.member.version.map { String($0.number) } ?? "", line.lastRun, line.nextRun)
      }
      if lines.isEmpty {
        Terminal.say("there are no connections; 'millrace apply FILE' makes one")
      } else {
        table.print()
      }
    }
  }
}

/// What a list tells of a connection.
struct ConnectionLine {
  let member: ConnectionMember
  private let connection: Connection?
  private let last: Run?

  init(_ member: ConnectionMember, _ store: any ProfileStore) throws {
    self.member = member
    connection = try? member.connection()
    last = try store.read { try $0.runs(connection: member.id, before: nil, limit: 1) }.first
  }

  var isFavorite: Bool { member.isFavorite }
  var labels: [String] { member.labels }

  var state: String {
    switch member.ruler {
    case .deleted: "deleted"
    case .lostFile: "its file is gone"
    case .file, .store: connection.map { $0.enabled ? "on" : "off" } ?? "not understood"
    }
  }

  /// What its goals do, switched on or not.
  var direction: String {
    let goals = connection?.goals ?? []
    let words =
      (goals.contains(where: \.isImport) ? ["import"] : []) + (goals.contains { !$0.isImport } ? ["export"] : [])
    return words.joined(separator: ", ")
  }

  var lastRun: String { last.map { "\($0.id) \($0.state.rawValue), \($0.started.description.prefix(16))Z" } ?? "" }

  var nextRun: String {
    guard let schedule = connection?.schedule, let next else { return "" }
    return next.formatted(in: schedule.timeZone)
  }

  private var next: Date? { connection?.enabled == true ? connection?.schedule?.next(after: Date()) : nil }

  var json: JSONValue {
    let ruler: JSONValue =
      switch member.ruler {
      case .file(let url): .string(url.path)
      case .lostFile(let path): .string(path)
      case .store, .deleted: nil
      }
    return [
      "connection": .string(member.id), "name": (connection?.name).map { .string($0) } ?? nil,
      "favorite": .bool(isFavorite), "labels": .array(labels.map { .string($0) }), "state": .string(state),
      "file": ruler, "version": member.version.map { .integer($0.number) } ?? nil,
      "goals": .array(
        (connection?.goals ?? []).map {
          ["goal": .string($0.name), "kind": .string($0.kind.rawValue), "active": .bool($0.active)]
        }),
      "last_run": last.map { $0.json() } ?? nil,
      "next_run": next.map { .string(Timestamp($0).description) } ?? nil,
    ]
  }
}
