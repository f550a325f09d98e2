import Foundation

/// Threads of the sandbox's own that run its tasks, so that it answers while callers block Swift's shared threads.
final class ServingThreads: TaskExecutor, @unchecked Sendable {  // `jobs` is guarded by `condition`
  static let shared = ServingThreads(count: 2)

  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []

  private init(count: Int) {
    for number in 1...count {
      let thread = Thread { [self] in
        while true { take().runSynchronously(on: asUnownedTaskExecutor()) }
      }
      thread.name = "sandbox \(number)"
      thread.start()
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
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
