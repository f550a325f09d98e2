import Foundation
import Serving

/// A local Iterable over real HTTP, with the strictness that the real one shows.
///
/// Requests are served by threads of the sandbox's own, so that a test or a command may block the thread that it
/// stands on while it talks to the sandbox. All methods may be called from any thread.
public final class SandboxServer: Sendable {
  public let configuration: SandboxConfiguration
  private let listener: Listener

  public init(configuration: SandboxConfiguration = SandboxConfiguration()) {
    self.configuration = configuration
    listener = Listener(
      SandboxResponder(sandbox: Sandbox(configuration)),
      at: .hostname(configuration.host, port: configuration.port), name: "millrace-sandbox")
  }

  /// `http://127.0.0.1:PORT`. Of a sandbox that has not started: with the port of the configuration.
  public var baseURL: URL {
    URL(string: "http://\(configuration.host):\(listener.address?.port ?? configuration.port)")!
  }

  /// Starts listening. A sandbox that has started already stays as it is.
  /// - Returns: the port.
  /// - Throws: `SandboxError` (`cannotListen`).
  @discardableResult
  public func start() async throws -> Int {
    do { try await listener.start() } catch { throw refusal(error) }
    return listener.address?.port ?? 0
  }

  /// As `start()`, for callers that block.
  @discardableResult
  public func startAndWait() throws -> Int {
    do { try listener.startAndWait() } catch { throw refusal(error) }
    return listener.address?.port ?? 0
  }

  /// Closes every connection and waits until the port is free again. What the project holds is kept.
  public func stop() async { await listener.stop() }

  /// As `stop()`, for callers that block.
  public func stopAndWait() { listener.stopAndWait() }

  /// Starts, and serves until the task is cancelled.
  /// - Throws: `SandboxError` (`cannotListen`).
  public func run() async throws {
    try await start()
    await listener.wait()
  }

  private func refusal(_ error: any Error) -> SandboxError {
    SandboxError(
      code: .cannotListen, message: "cannot listen on \(configuration.host):\(configuration.port): \(error)",
      hint: "choose another port, or 0 for any free one")
  }
}
