import Foundation
import NIOCore
import Records

/// Lines of JSON on their way from a thread that makes them to a client. At most so much waits in between.
final class CommandOutput: @unchecked Sendable {
  // @unchecked: `waiting` and `isGone` are read and written under `condition`.
  let stream: AsyncStream<ByteBuffer>
  private let continuation: AsyncStream<ByteBuffer>.Continuation
  private let condition = NSCondition()
  private var waiting = 0
  private var isGone = false

  /// Bytes that may wait for the client.
  private static let room = 1 << 20
  /// A client that takes nothing for so long gets nothing more.
  private static let patience = 10.0

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func send(_ line: JSONValue) {
    let buffer = ByteBuffer(string: line.text + "\n")
    let deadline = Date(timeIntervalSinceNow: Self.patience)
    let isTaken = condition.withLock {
      while !isGone, waiting > 0, waiting + buffer.readableBytes > Self.room {
        if !condition.wait(until: deadline) { isGone = true }
      }
      waiting += buffer.readableBytes
      return !isGone
    }
    if isTaken { continuation.yield(buffer) }
  }

  func finish() { continuation.finish() }

  /// So many bytes went to the client.
  func sent(_ bytes: Int) {
    condition.withLock {
      waiting -= bytes
      condition.broadcast()
    }
  }

  /// The client went away; nobody waits for it.
  func drop() {
    condition.withLock {
      isGone = true
      condition.broadcast()
    }
  }
}
