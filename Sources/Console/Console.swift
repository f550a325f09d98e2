import Connections
import Foundation
import Hummingbird
import HummingbirdCore
import NIOCore
import Profiles
import Records
import Serving
import Synchronization

/// What a running service offers over HTTP: on loopback whether it is well, and on a Unix socket what changes something.
/// Any thread; calls block.
public final class Console: Sendable {
  /// What the console shows, and where.
  public struct Setup: Sendable {
    public var service: Service
    public var store: any ProfileStore
    public var home: URL
    public var version: String
    /// A run as programs read it.
    public var describe: @Sendable (Run) -> JSONValue
    /// Does a command for a client, on the calling thread, and answers its exit status.
    public var perform: @Sendable (CommandSession) -> Int32
    public var limits = Limits()
    /// What the modules record.
    public var metrics: PrometheusMetrics

    public init(
      service: Service, store: any ProfileStore, home: URL, version: String, metrics: PrometheusMetrics,
      describe: @escaping @Sendable (Run) -> JSONValue, perform: @escaping @Sendable (CommandSession) -> Int32
    ) {
      self.service = service
      self.store = store
      self.home = home
      self.version = version
      self.metrics = metrics
      self.describe = describe
      self.perform = perform
    }
  }

  /// What one client may take of what others need.
  public struct Limits: Sendable {
    /// Connections on loopback at once; more wait to be accepted.
    public var connections = 800
    /// A request that is not there within so long is not waited for.
    public var requestSeconds: Int64 = 10
    /// A connection on loopback lives so long at most.
    public var connectionSeconds: Int64 = 60
  }

  private let setup: Setup
  private let commands: CommandRoutes
  private let health: HealthRoutes
  private let metrics: MetricsRoute
  private let started = Date()
  private struct Listeners {
    var loopback: Listener?
    var control: Listener?
    /// Holds the folder of the socket open.
    var socket: ControlSocket?
  }
  private let listeners = Mutex(Listeners())

  public init(_ setup: Setup) {
    self.setup = setup
    commands = CommandRoutes(setup.perform)
    metrics = MetricsRoute(
      metrics: setup.metrics,
      figures: ServiceFigures(service: setup.service, store: setup.store, home: setup.home, version: setup.version))
    health = HealthRoutes(
      readiness: Readiness(service: setup.service, store: setup.store, home: setup.home))
  }

  /// The control socket of an installation.
  public static func socket(in home: URL) -> URL { home.appendingPathComponent("control.sock") }

  /// Listens on the control socket. A socket that is there already is replaced where nobody listens on it. Throws
  /// ``ConsoleError`` `address`.
  public func openControl() throws {
    let url = Self.socket(in: setup.home)
    let socket = try ControlSocket(url)
    if let somebody = socket.connect() {
      close(somebody)
      throw ConsoleError(.address, "another process listens on \(url.path)", hint: "stop it first")
    }
    unlink(socket.path)
    let routes = HealthRoutes.paths + MetricsRoute.paths + StatusRoute.paths + RunRoutes.paths + CommandRoutes.paths
    let router = router(routes, guardedBy: PeerMiddleware())
    health.add(to: router)
    metrics.add(to: router)
    StatusRoute(service: setup.service, started: started, version: setup.version).add(to: router)
    RunRoutes(service: setup.service, store: setup.store, describe: setup.describe).add(to: router)
    commands.add(to: router)
    let listener = Listener(
      router.buildResponder(), at: .unixDomainSocket(path: socket.path), name: "millrace",
      server: .http1(configuration: limits()), maximumConnections: 128)
    do {
      try listener.startAndWait()
    } catch {
      throw ConsoleError(.address, "cannot listen on \(url.path): \(error)", hint: "remove what is there")
    }
    chmod(socket.path, 0o600)
    listeners.withLock { ($0.control, $0.socket) = (listener, socket) }
  }

  /// Listens on loopback; answers the address, with its port. Throws ``ConsoleError`` `address`.
  public func openLoopback(_ address: ListenAddress) throws -> String {
    let router = router(HealthRoutes.paths + MetricsRoute.paths, guardedBy: HostMiddleware())
    health.add(to: router)
    metrics.add(to: router)
    let listener = Listener(
      router.buildResponder(), at: .hostname(address.host, port: address.port), name: "millrace",
      server: .http1(configuration: limits(lifetime: .seconds(setup.limits.connectionSeconds))),
      maximumConnections: setup.limits.connections)
    do {
      try listener.startAndWait()
    } catch {
      throw ConsoleError(
        .address, "cannot listen on \(address): \(error)", hint: "name another one with --listen, or use --no-listen")
    }
    listeners.withLock { $0.loopback = listener }
    let shown = address.host.contains(":") ? "[\(address.host)]" : address.host
    return "http://\(shown):\(listener.address?.port ?? address.port)"
  }

  /// No new requests on loopback, and no new commands; those that go on end at their next safe place.
  public func beginStopping() {
    listeners.withLock { $0.loopback.take() }?.stopAndWait()
    commands.stop()
  }

  /// Waits for commands, and closes the control socket.
  public func stop() {
    beginStopping()
    commands.join()
    let (control, socket) = listeners.withLock { ($0.control.take(), $0.socket.take()) }
    control?.stopAndWait()
    if let socket { unlink(socket.path) }
  }

  private func router(_ paths: [String], guardedBy guardian: some RouterMiddleware<ConsoleContext>)
    -> Router<ConsoleContext>
  {
    let router = Router(context: ConsoleContext.self)
    router.add(middleware: ProblemMiddleware(routes: paths))
    router.add(middleware: guardian)
    return router
  }

  private func limits(lifetime: TimeAmount? = nil) -> HTTP1Channel.Configuration {
    HTTP1Channel.Configuration(
      additionalChannelHandlers: lifetime.map { [ConnectionDeadline($0)] } ?? [],
      idleTimeout: .seconds(setup.limits.requestSeconds),
      httpDecoderConfiguration: .init(maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64)
    )
  }
}
