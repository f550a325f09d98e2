import ArgumentParser
import Connections
import Profiles
import Records

struct NotifyListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "What is not delivered: it waits for another try, or was given up.")

  @Option(name: .long, help: "So many at most, the oldest first.")
  var limit = 50

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let store = try homeOptions.folder.openStoreForReading()
    let notifications = try store.read { try $0.notifications(dueBy: nil, limit: limit) }
    if outputOptions.output == .json {
      Terminal.print(.array(notifications.map(Self.json)))
      return
    }
    var table = Table("ID", "CONNECTION", "RUN", "TO", "TRIES", "NEXT TRY", "PROBLEM", numeric: [0, 2, 4])
    for notification in notifications {
      table.add(
        String(notification.id), notification.connection, notification.run.map(String.init) ?? "",
        notification.recipientShown, String(notification.tries),
        notification.next.map { String($0.description.prefix(19)) + "Z" } ?? "given up", notification.problem ?? "")
    }
    if notifications.isEmpty { Terminal.say("everything is delivered") } else { table.print() }
  }

  private static func json(_ notification: PendingNotification) -> JSONValue {
    [
      "notification": .integer(notification.id), "connection": .string(notification.connection),
      "run": notification.run.map { .integer($0) } ?? nil, "channel": .string(notification.channel.rawValue),
      "to": .string(notification.recipientShown), "created": .string(notification.created.description),
      "tries": .integer(Int64(notification.tries)), "next": notification.next.map { .string($0.description) } ?? nil,
      "problem": notification.problem.map { .string($0) } ?? nil,
    ]
  }
}
