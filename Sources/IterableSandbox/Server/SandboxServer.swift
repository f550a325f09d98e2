import Foundation

/// A local Iterable over real HTTP, with the strictness that the real one shows.
///
/// Requests are served by threads of the sandbox's own, so that a test or a command may block the thread that it
/// stands on while it talks to the sandbox.
public final class SandboxServer: Sendable {
  public let configuration: SandboxConfiguration

  public init(configuration: SandboxConfiguration = SandboxConfiguration()) {
    self.configuration = configuration
  }

  /// `http://127.0.0.1:PORT`, once the sandbox has started.
  public var baseURL: URL { fatalError("not here yet") }

  /// Starts listening.
  /// - Returns: the port.
  /// - Throws: `SandboxError` (`cannotListen`).
  @discardableResult
  public func start() async throws -> Int { fatalError("not here yet") }

  /// As `start()`, for callers that block.
  @discardableResult
  public func startAndWait() throws -> Int { fatalError("not here yet") }

  /// Closes every connection and waits until the port is free again.
  public func stop() async { fatalError("not here yet") }

  /// As `stop()`, for callers that block.
  public func stopAndWait() { fatalError("not here yet") }

  /// Starts, and serves until the task is cancelled.
  public func run() async throws { fatalError("not here yet") }
}
