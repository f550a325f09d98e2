import Foundation
import Hummingbird
import Logging
import Synchronization

/// A local Iterable over real HTTP, with the strictness that the real one shows.
///
/// Requests are served by threads of the sandbox's own, so that a test or a command may block the thread that it
/// stands on while it talks to the sandbox. All methods may be called from any thread.
public final class SandboxServer: Sendable {
  public let configuration: SandboxConfiguration
  private let sandbox: Sandbox

  private struct State {
    var task: Task<Void, Never>?
    var port: Int?
  }
  private let state = Mutex(State())

  public init(configuration: SandboxConfiguration = SandboxConfiguration()) {
    self.configuration = configuration
    sandbox = Sandbox(configuration)
  }

  deinit { state.withLock { $0.task?.cancel() } }

  /// `http://127.0.0.1:PORT`. Of a sandbox that has not started: with the port of the configuration.
  public var baseURL: URL {
    let port = state.withLock { $0.port } ?? configuration.port
    return URL(string: "http://\(configuration.host):\(port)")!
  }

  /// Starts listening. A sandbox that has started already stays as it is.
  /// - Returns: the port.
  /// - Throws: `SandboxError` (`cannotListen`).
  @discardableResult
  public func start() async throws -> Int {
    try await withCheckedThrowingContinuation { continuation in
      start { continuation.resume(with: $0) }
    }
  }

  /// As `start()`, for callers that block.
  @discardableResult
  public func startAndWait() throws -> Int {
    let started = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<Int, SandboxError>?>(nil)
    start { result in
      outcome.withLock { $0 = result }
      started.signal()
    }
    started.wait()
    return try outcome.withLock { $0! }.get()
  }

  /// Closes every connection and waits until the port is free again. What the project holds is kept.
  public func stop() async {
    await cancel()?.value
  }

  /// As `stop()`, for callers that block.
  public func stopAndWait() {
    guard let task = cancel() else { return }
    let stopped = DispatchSemaphore(value: 0)
    Task(executorPreference: ServingThreads.shared) {
      await task.value
      stopped.signal()
    }
    stopped.wait()
  }

  /// Starts, and serves until the task is cancelled.
  /// - Throws: `SandboxError` (`cannotListen`).
  public func run() async throws {
    try await start()
    guard let task = state.withLock({ $0.task }) else { return }
    await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
  }

  private func cancel() -> Task<Void, Never>? {
    let task = state.withLock { state in
      defer { state = State() }
      return state.task
    }
    task?.cancel()
    return task
  }

  /// Calls `done` once: with the port when the server listens, or with the reason why it does not.
  private func start(_ done: @escaping @Sendable (Result<Int, SandboxError>) -> Void) {
    let once = Once(done)
    let report = { @Sendable (result: Result<Int, SandboxError>) in once.take()?(result) }
    if let port = state.withLock({ $0.port }) {
      report(.success(port))
      return
    }
    var logger = Logger(label: "millrace-sandbox", factory: { _ in SwiftLogNoOpLogHandler() })
    logger.logLevel = .critical
    let application = Application(
      responder: SandboxResponder(sandbox: sandbox),
      configuration: .init(
        address: .hostname(configuration.host, port: configuration.port), serverName: "millrace-sandbox"),
      onServerRunning: { [weak self] channel in
        let port = channel.localAddress?.port ?? 0
        self?.state.withLock { $0.port = port }
        report(.success(port))
      },
      logger: logger)
    let configuration = configuration
    let task = Task(executorPreference: ServingThreads.shared) {
      do {
        try await application.run()
      } catch {
        report(
          .failure(
            SandboxError(
              code: .cannotListen, message: "cannot listen on \(configuration.host):\(configuration.port): \(error)",
              hint: "choose another port, or 0 for any free one")))
      }
    }
    state.withLock { $0.task = task }
  }
}

/// A value that is taken at most once.
private final class Once<Value: Sendable>: Sendable {
  private let value: Mutex<Value?>

  init(_ value: Value) { self.value = Mutex(value) }

  func take() -> Value? {
    value.withLock { value in
      defer { value = nil }
      return value
    }
  }
}
