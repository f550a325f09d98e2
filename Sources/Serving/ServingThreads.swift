import Foundation

/// Threads of the servers' own that run their tasks, so that they answer while callers block Swift's shared threads.
///
/// What they run may not block: work that does goes through ``BlockingWork``.
public final class ServingThreads: TaskExecutor, @unchecked Sendable {  // `jobs` is guarded by `condition`
  public static let shared = ServingThreads(count: 2)

  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []

  private init(count: Int) {
    for number in 1...count {
      let thread = Thread { [self] in
        while true { take().runSynchronously(on: asUnownedTaskExecutor()) }
      }
      thread.name = "serving \(number)"
      thread.start()
    }
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.withLock {
      jobs.append(job)
      condition.signal()
    }
  }

  private func take() -> UnownedJob {
    condition.withLock {
      while jobs.isEmpty { condition.wait() }
      return jobs.removeFirst()
    }
  }
}
