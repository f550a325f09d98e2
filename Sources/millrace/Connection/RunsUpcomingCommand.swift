import ArgumentParser
import Connections
import Foundation
import Profiles
import Records

struct RunsUpcomingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upcoming", abstract: "When connections run next, by their schedules.")

  @Argument(
    help: "A connection file, or a connection's name. [all of the home folder's connections]",
    completion: .file(extensions: ["yaml", "yml"]))
  var connection: String?

  @Option(name: .long, help: "So many moments of each.")
  var count = 5

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    guard (1...1000).contains(count) else { throw ValidationError("--count is between 1 and 1000") }
  }

  func run() throws {
    let moments = Self.moments(of: try connections(), count: count)
    switch outputOptions.output {
    case .json:
      Terminal.print(
        .array(
          moments.map {
            ["connection": .string($0.connection.id), "at": .string(Timestamp($0.date).description)]
          }))
    case .table:
      if moments.isEmpty { Terminal.say("nothing is scheduled") } else { Self.show(moments) }
    }
  }

  /// So many moments of each connection, the earliest first.
  static func moments(of connections: [Connection], count: Int) -> [(connection: Connection, date: Date)] {
    connections.flatMap { connection -> [(connection: Connection, date: Date)] in
      let schedule = connection.enabled ? connection.schedule : nil
      return schedule?.upcoming(count, after: Date()).map { (connection, $0) } ?? []
    }.sorted { ($0.date, $0.connection.id) < ($1.date, $1.connection.id) }
  }

  static func show(_ moments: [(connection: Connection, date: Date)], heading: String = "AT") {
    var table = Table("CONNECTION", heading, "UTC")
    for (connection, date) in moments {
      table.add(connection.id, date.formatted(in: connection.schedule!.timeZone), Timestamp(date).description)
    }
    table.print()
  }

  private func connections() throws -> [Connection] {
    let home = homeOptions.folder
    guard let connection else {
      let (members, refused) = try home.library(home.openStoreForReading()).members()
      for refusal in refused { Terminal.complain(refusal) }
      return members.compactMap { try? $0.connection() }
    }
    var argument = ConnectionArgument()
    argument.connection = connection
    return [try argument.load(in: home)]
  }
}
