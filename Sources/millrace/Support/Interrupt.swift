import Dispatch
import Foundation
import IterableAPI

/// SIGINT and SIGTERM end a run at its next safe place; a second one ends the program.
enum Interrupt {
  /// Of a command that runs inside `serve`, its client's signals do the same.
  static func cancels<Result>(_ body: (Cancellation) throws -> Result) rethrows -> Result {
    if let served = ServedCommand.current { return try body(served.session.cancellation) }
    let cancellation = Cancellation()
    let queue = DispatchQueue(label: "millrace.interrupt")
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if cancellation.isCancelled { _exit(128 + number) }
        Terminal.say("millrace: stopping at the next safe place; once more to stop at once")
        cancellation.cancel()
      }
      source.activate()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      signal(SIGINT, SIG_DFL)
      signal(SIGTERM, SIG_DFL)
    }
    return try body(cancellation)
  }
}
