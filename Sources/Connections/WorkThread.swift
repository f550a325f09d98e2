import Foundation

/// A thread of its own for one piece of work that blocks.
final class WorkThread: Sendable {
  private let done = Latch()

  init(name: String, _ work: @escaping @Sendable () -> Void) {
    let done = done
    let thread = Thread {
      work()
      done.open()
    }
    thread.name = name
    thread.stackSize = 1 << 20
    thread.start()
  }

  /// Waits for its end.
  func join() { done.wait() }

  var isDone: Bool { done.isOpen }

  private final class Latch: @unchecked Sendable {
    // @unchecked: `opened` is read and written under `condition`.
    private let condition = NSCondition()
    private var opened = false

    var isOpen: Bool { condition.withLock { opened } }

    func open() {
      condition.withLock {
        opened = true
        condition.broadcast()
      }
    }

    func wait() { condition.withLock { while !opened { condition.wait() } } }
  }
}
