import Foundation

/// Work that blocks, such as a look into the store, done for an answer without keeping ``ServingThreads`` from others.
public enum BlockingWork {
  private static let threads = {
    let threads = OperationQueue()
    threads.maxConcurrentOperationCount = 4
    threads.name = "serving-work"
    return threads
  }()

  /// Waits for its turn, runs `body` on another thread, and answers what it did.
  public static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      threads.addOperation { continuation.resume(with: Swift.Result(catching: body)) }
    }
  }
}
