import Foundation

/// A thread of its own for one piece of work that blocks.
final class WorkThread: @unchecked Sendable {
  // @unchecked: `done` orders everything.
  private let done = DispatchSemaphore(value: 0)

  init(name: String, _ work: @escaping @Sendable () -> Void) {
    let done = done
    let thread = Thread {
      work()
      done.signal()
    }
    thread.name = name
    thread.stackSize = 1 << 20
    thread.start()
  }

  /// Waits for its end; once.
  func join() { done.wait() }
}
