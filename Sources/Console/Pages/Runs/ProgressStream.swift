import NIOCore
import Records
import Serving

/// How something goes on, as server-sent events: `progress` some times in a second, and `over` when it is. A browser asks again
/// where the answer ends before that.
enum ProgressStream {
  struct Moment: Sendable {
    var isOver: Bool
    var json: JSONValue
  }

  /// Ends by itself before a connection is closed for its age.
  private static let seconds = 40.0

  /// `look` blocks, and is called on threads for that.
  static func events(_ look: @escaping @Sendable () throws -> Moment) -> Answer {
    let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(8))
    let task = Task {
      continuation.yield(ByteBuffer(string: "retry: 1000\n\n"))
      let end = ContinuousClock.now + .seconds(seconds)
      var pause = Duration.milliseconds(200)
      while !Task.isCancelled, ContinuousClock.now < end, let moment = try? await BlockingWork.run(look) {
        let event = moment.isOver ? "over" : "progress"
        continuation.yield(ByteBuffer(string: "event: \(event)\ndata: \(moment.json.text)\n\n"))
        if moment.isOver { break }
        try? await Task.sleep(for: pause)
        pause = .milliseconds(500)
      }
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    return .stream(type: "text/event-stream", stream)
  }
}
