import ArgumentParser
import CControl
import Connections
import Console
import Foundation
import SQLiteStore

/// A command that runs inside `serve` for a client: it has the store that is open already, and its output goes to the client.
final class ServedCommand: Sendable {
  let home: Home
  let store: SQLiteStore
  let service: Service
  let session: CommandSession

  init(home: Home, store: SQLiteStore, service: Service, session: CommandSession) {
    self.home = home
    self.store = store
    self.service = service
    self.session = session
  }

  private static let key = "millrace.served"

  /// The one that this thread works for; nil outside of `serve`, and on its own threads.
  static var current: ServedCommand? { Thread.current.threadDictionary[key] as? ServedCommand }

  /// Runs `body` on this thread as part of the command; nil: as it is.
  static func on<Result>(_ served: ServedCommand?, _ body: () throws -> Result) rethrows -> Result {
    guard let served else { return try body() }
    let before = Thread.current.threadDictionary[key]
    Thread.current.threadDictionary[key] = served
    defer { Thread.current.threadDictionary[key] = before }
    return try body()
  }

  /// Does the command and answers its exit status. The thread is the command's own, and has the client's folder from then on.
  func perform() -> Int32 {
    Self.on(self) {
      let folder = session.request.folder
      let refusal = mrc_enter_folder(folder)
      guard refusal == 0 else {
        Terminal.say(
          "millrace: error: the running serve cannot enter \(folder): \(String(cString: strerror(refusal))): call the command "
            + "in a folder that the user who serves may see")
        return ExitCode.failure.rawValue
      }
      do {
        var command = try Millrace.parseAsRoot(session.request.arguments)
        guard !Self.staysOutside(command) else {
          Terminal.say("millrace: error: the store is open in a running serve: stop that first")
          return ExitCode.failure.rawValue
        }
        try command.run()
        return ExitCode.success.rawValue
      } catch let code as ExitCode {
        return code.rawValue
      } catch  where [.success, .validationFailure].contains(Millrace.exitCode(for: error)) {
        Terminal.say(Millrace.fullMessage(for: error))
        return Millrace.exitCode(for: error).rawValue
      } catch {
        Terminal.complain(error)
        return ExitCode.failure.rawValue
      }
    }
  }

  /// Commands that need the store for themselves, or are services of their own.
  private static func staysOutside(_ command: any ParsableCommand) -> Bool {
    command is ServeCommand || command is RestoreCommand || command is DemoCommand || command is SandboxCommand
  }
}
