import ArgumentParser
import Profiles
import Records

struct RunsDataExchangeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data-exchange", abstract: "How many unique profiles connections ever imported and exported.",
    discussion: """
      A profile counts once for each connection and direction, however often it was moved, and still counts when it was
      erased.
      """)

  @Argument(help: "A connection's name. [all]")
  var connection: String?

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let store = try homeOptions.folder.openStoreForReading()
    let exchange = try store.read { try $0.dataExchange(connection: connection) }
    let names = Set(exchange.map(\.connection)).union([connection].compactMap(\.self)).sorted()
    func count(_ connection: String, _ direction: DataExchange.Direction) -> Int {
      exchange.first { $0.connection == connection && $0.direction == direction }?.profiles ?? 0
    }
    switch outputOptions.output {
    case .json:
      Terminal.print(
        .array(
          names.map { name in
            [
              "connection": .string(name), "imported": .integer(Int64(count(name, .imported))),
              "exported": .integer(Int64(count(name, .exported))),
            ]
          }))
    case .table:
      var table = Table("CONNECTION", "IMPORTED", "EXPORTED", numeric: [1, 2])
      for name in names { table.add(name, count(name, .imported).grouped, count(name, .exported).grouped) }
      table.print()
    }
  }
}
