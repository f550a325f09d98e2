import Foundation

/// Hands values from one thread to another and holds back the faster one.
final class BoundedQueue<Element>: @unchecked Sendable {
  // @unchecked: every member is read and written under `condition`.
  private let condition = NSCondition()
  private let capacity: Int
  private var elements: [Element] = []
  private var isFinished = false
  private var failure: (any Error)?

  /// Thrown to whoever still puts into a queue that was closed.
  struct Closed: Error {}

  init(capacity: Int) { self.capacity = capacity }

  /// Waits for room. Throws `Closed` where nobody takes any more.
  func put(_ element: Element) throws {
    try condition.withLock {
      while elements.count >= capacity, !isFinished { condition.wait() }
      guard !isFinished else { throw Closed() }
      elements.append(element)
      condition.broadcast()
    }
  }

  /// Waits for an element; nil where there will be no more. Throws what `finish` was given, after the last element.
  func take() throws -> Element? {
    try condition.withLock {
      while elements.isEmpty, !isFinished { condition.wait() }
      guard !elements.isEmpty else {
        if let failure { throw failure }
        return nil
      }
      defer { condition.broadcast() }
      return elements.removeFirst()
    }
  }

  /// Whether `take` would answer at once; waits for that until the deadline.
  func isReady(before deadline: Date) -> Bool {
    condition.withLock {
      while elements.isEmpty, !isFinished {
        guard condition.wait(until: deadline) else { return false }
      }
      return true
    }
  }

  /// No more will be put.
  func finish(throwing error: (any Error)? = nil) {
    condition.withLock {
      guard !isFinished else { return }
      (isFinished, failure) = (true, error)
      condition.broadcast()
    }
  }

  /// Nobody takes any more: what is there is given back.
  @discardableResult
  func close() -> [Element] {
    condition.withLock {
      isFinished = true
      defer { elements = [] }
      condition.broadcast()
      return elements
    }
  }
}
