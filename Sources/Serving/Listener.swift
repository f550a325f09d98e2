import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// One HTTP server on one address. It is served by ``ServingThreads``, so that a test or a command may block the thread that
/// it stands on while it talks to it. Any thread.
public final class Listener: Sendable {
  /// A server that tells when it listens, and where.
  private let makeServer: @Sendable (_ listens: @escaping @Sendable (SocketAddress?) -> Void) -> ServiceGroup

  private struct Serving {
    var server: ServiceGroup
    var task: Task<Void, Never>

    /// Lets what was accepted be answered, for a while. Being cancelled, a server forgets what it accepted a moment ago,
    /// and the process ends for that.
    func stop() async {
      await server.triggerGracefulShutdown()
      let patience = Task(executorPreference: ServingThreads.shared) {
        try await Task.sleep(for: .seconds(Listener.patience))
        task.cancel()
      }
      await task.value
      patience.cancel()
    }
  }
  private struct State {
    var serving: Serving?
    var address: SocketAddress?
  }
  private let state = Mutex(State())

  /// Seconds that answers may take when the listener was stopped.
  private static let patience = 2.0

  /// - Parameters:
  ///   - name: of the server, as its answers tell it.
  ///   - maximumConnections: so many are open at once; others wait to be accepted.
  public init<Responder: HTTPResponder>(
    _ responder: Responder, at address: BindAddress, name: String, server: HTTPServerBuilder = .http1(),
    maximumConnections: Int? = nil
  ) where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    makeServer = { listens in
      let silent = Logger(label: name, factory: { _ in SwiftLogNoOpLogHandler() })
      let application = Application(
        responder: responder, server: server,
        configuration: .init(
          address: address, serverName: name,
          availableConnectionsDelegate: maximumConnections.map { .maximum($0, logger: silent) }),
        onServerRunning: { listens($0.localAddress) }, logger: silent)
      return ServiceGroup(configuration: .init(services: [application], logger: silent))
    }
  }

  deinit {
    if let serving = state.withLock({ $0.serving }) {
      Task(executorPreference: ServingThreads.shared) { await serving.stop() }
    }
  }

  /// Where it listens; nil where it does not.
  public var address: SocketAddress? { state.withLock { $0.address } }

  /// Starts listening; one that listens already stays as it is. Throws what the system says where it cannot.
  public func start() async throws {
    try await withCheckedThrowingContinuation { continuation in
      start { continuation.resume(with: $0) }
    }
  }

  /// As `start()`, for callers that block.
  public func startAndWait() throws {
    let started = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<Void, any Error>?>(nil)
    start { result in
      outcome.withLock { $0 = result }
      started.signal()
    }
    started.wait()
    try outcome.withLock { $0! }.get()
  }

  /// Closes every connection and waits until the address is free again; answers that are being made have two seconds.
  public func stop() async { await take()?.stop() }

  /// As `stop()`, for callers that block.
  public func stopAndWait() {
    guard let serving = take() else { return }
    let stopped = DispatchSemaphore(value: 0)
    Task(executorPreference: ServingThreads.shared) {
      await serving.stop()
      stopped.signal()
    }
    stopped.wait()
  }

  /// Waits until it was stopped; being cancelled stops it.
  public func wait() async {
    guard let serving = state.withLock({ $0.serving }) else { return }
    await withTaskCancellationHandler {
      await serving.task.value
    } onCancel: {
      Task(executorPreference: ServingThreads.shared) { await serving.stop() }
    }
  }

  private func take() -> Serving? {
    state.withLock { state in
      defer { state = State() }
      return state.serving
    }
  }

  /// Calls `done` once: when it listens, or with the reason why it does not.
  private func start(_ done: @escaping @Sendable (Result<Void, any Error>) -> Void) {
    let once = Once(done)
    let report = { @Sendable (result: Result<Void, any Error>) in once.take()?(result) }
    if state.withLock({ $0.address != nil }) {
      report(.success(()))
      return
    }
    let server = makeServer { [weak self] address in
      self?.state.withLock { $0.address = address }
      report(.success(()))
    }
    let task = Task(executorPreference: ServingThreads.shared) {
      do {
        try await server.run()
      } catch {
        report(.failure(error))
      }
    }
    state.withLock { $0.serving = Serving(server: server, task: task) }
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
