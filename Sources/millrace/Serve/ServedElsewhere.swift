import Console
import Foundation
import IterableAPI
import Records

/// A running `serve` has the store, and does what needs it.
struct ServedElsewhere: Error {
  let home: Home

  /// Hands the command over, shows what it writes, and answers its exit status. SIGINT and SIGTERM end it at its next safe
  /// place; a second one ends this program alone.
  func perform(_ arguments: [String]) -> Int32 {
    let client = ControlClient(socket: home.controlSocket)
    let request = CommandRequest(
      arguments: arguments, folder: FileManager.default.currentDirectoryPath, hasTerminal: Terminal.isInteractive,
      hasColour: Terminal.hasColour)
    let isShown = isatty(STDOUT_FILENO) == 1
    var status: Int32?
    do {
      try Interrupt.cancels { cancellation in
        let command = Command(client)
        try cancellation.onCancel(command.cancel) {
          try client.lines("POST", "/commands", request.json) { line in
            if let id = line["command"]?.integer {
              Terminal.say("millrace: the running serve (process \(line["process"]?.integer ?? 0)) does this")
              command.began(id)
            }
            if let text = line["output"]?.string {
              Terminal.write(isShown ? Terminal.harmless(text) : text, to: STDOUT_FILENO)
            }
            if let text = line["message"]?.string { Terminal.write(text, to: STDERR_FILENO) }
            if let code = line["status"]?.integer { status = Int32(code) }
          }
        }
      }
      if let status { return status }
      throw ConsoleError(
        .unreachable, "the running serve ended before the command did", hint: "'millrace runs list' shows runs")
    } catch {
      Terminal.complain(error)
      return 1
    }
  }

  /// The command at the other side, once it has a number.
  private final class Command: @unchecked Sendable {
    // @unchecked: all members are read and written under `lock`.
    private let client: ControlClient
    private let lock = NSLock()
    private var id: Int64?
    private var isCancelled = false

    init(_ client: ControlClient) { self.client = client }

    func began(_ id: Int64) {
      let isCancelled = lock.withLock {
        self.id = id
        return self.isCancelled
      }
      if isCancelled { cancel() }
    }

    func cancel() {
      let id = lock.withLock {
        isCancelled = true
        return self.id
      }
      if let id { _ = try? client.send("POST", "/commands/\(id)/cancel") }
    }
  }
}
