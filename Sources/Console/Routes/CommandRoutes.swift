import Foundation
import Hummingbird
import Records
import Synchronization

/// `/commands`: commands that need the store, done by the process that has it.
final class CommandRoutes: Sendable {
  /// Does the command on the calling thread and answers its exit status.
  typealias Handler = @Sendable (CommandSession) -> Int32

  static let paths = ["POST /commands", "POST /commands/{id}/cancel"]
  /// So many at once.
  static let limit = 16

  private let handler: Handler
  private struct State {
    var lastID: Int64 = 0
    var sessions: [Int64: CommandSession] = [:]
    var isStopping = false
  }
  private let state = Mutex(State())
  private let work = DispatchGroup()

  init(_ handler: @escaping Handler) { self.handler = handler }

  func add(to router: Router<ConsoleContext>) {
    router.post("commands") { request, _ in
      let session = try self.begin(try CommandRequest(try await request.object()))
      self.start(session)
      let output = session.output
      return Response(
        status: .ok, headers: .console(type: "application/x-ndjson"),
        body: ResponseBody { writer in
          do {
            for await buffer in output.stream {
              try await writer.write(buffer)
              output.sent(buffer.readableBytes)
            }
            try await writer.finish(nil)
          } catch {
            output.drop()
            throw error
          }
        })
    }
    router.post("commands/{id}/cancel") { _, context in
      let id = try context.number("id")
      guard let session = self.state.withLock({ $0.sessions[id] }) else {
        throw ConsoleError(.notFound, "no command \(id) goes on")
      }
      session.cancellation.cancel()
      return Response.json(["command": .integer(id)], status: .accepted)
    }
  }

  /// Ends the commands that go on at their next safe place, and lets no more begin.
  func stop() {
    let sessions = state.withLock { state in
      state.isStopping = true
      return Array(state.sessions.values)
    }
    for session in sessions { session.cancellation.cancel() }
  }

  /// Waits for the end of those that go on.
  func join() { work.wait() }

  private func begin(_ request: CommandRequest) throws(ConsoleError) -> CommandSession {
    try state.withLock { state throws(ConsoleError) in
      guard !state.isStopping else { throw ConsoleError(.busy, "the service is stopping", hint: "try again then") }
      guard state.sessions.count < Self.limit else {
        throw ConsoleError(.busy, "\(Self.limit) commands go on already", hint: "try again when one has ended")
      }
      state.lastID += 1
      let session = CommandSession(id: state.lastID, request: request)
      state.sessions[session.id] = session
      work.enter()
      return session
    }
  }

  private func start(_ session: CommandSession) {
    let thread = Thread { [self] in
      session.output.send(["command": .integer(session.id), "process": .integer(Int64(getpid()))])
      let status = handler(session)
      session.output.send(["status": .integer(Int64(status))])
      session.output.finish()
      state.withLock { _ = $0.sessions.removeValue(forKey: session.id) }
      work.leave()
    }
    thread.name = "command \(session.id)"
    thread.stackSize = 8 << 20
    thread.start()
  }
}

extension ConsoleContext {
  /// The number in the path. Throws ``ConsoleError``.
  func number(_ name: String) throws(ConsoleError) -> Int64 {
    guard let text = parameters.get(name), let number = Int64(text) else {
      throw ConsoleError(.badRequest, "what stands in the path for {\(name)} is no number")
    }
    return number
  }
}
