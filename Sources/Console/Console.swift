import Access
import Connections
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import NIOCore
import Profiles
import Records
import Serving
import Synchronization

/// What a running service offers over HTTP: the web console and the API, whether it is well, and on a Unix socket what commands
/// need of it. Any thread; calls block.
public final class Console: Sendable {
  /// What the console shows, and where.
  public struct Setup: Sendable {
    public var workspace: Workspace
    /// Does a command for a client, on the calling thread, and answers its exit status.
    public var perform: @Sendable (CommandSession) -> Int32
    public var limits = Limits()
    /// What the modules record.
    public var metrics: PrometheusMetrics

    public init(
      workspace: Workspace, metrics: PrometheusMetrics, perform: @escaping @Sendable (CommandSession) -> Int32
    ) {
      self.workspace = workspace
      self.metrics = metrics
      self.perform = perform
    }
  }

  /// What one client may take of what others need.
  public struct Limits: Sendable {
    /// Connections to the console at once; more wait to be accepted.
    public var connections = 800
    /// A request that is not there within so long is not waited for.
    public var requestSeconds: Int64 = 10
    /// A connection to the console lives so long at most.
    public var connectionSeconds: Int64 = 60
  }

  private let setup: Setup
  private let commands: CommandRoutes
  private let health: HealthRoutes
  private let metrics: MetricsRoute
  private let web: WebFolder
  private let sessions = Sessions()
  private let limits = SignInLimits()
  private let started = Date()
  /// What the first user has to know.
  public let setUpCode = SetUpCode()
  private struct Listeners {
    var web: Listener?
    var control: Listener?
    /// Holds the folder of the socket open.
    var socket: ControlSocket?
  }
  private let listeners = Mutex(Listeners())

  /// Throws ``ConsoleError`` where the console's own files are not whole.
  public init(_ setup: Setup) throws(ConsoleError) {
    self.setup = setup
    web = try WebFolder()
    let workspace = setup.workspace
    commands = CommandRoutes(setup.perform)
    metrics = MetricsRoute(
      metrics: setup.metrics,
      figures: ServiceFigures(
        service: workspace.service, store: workspace.store, home: workspace.home, version: workspace.version))
    health = HealthRoutes(
      readiness: Readiness(service: workspace.service, store: workspace.store, home: workspace.home))
  }

  /// The control socket of an installation.
  public static func socket(in home: URL) -> URL { home.appendingPathComponent("control.sock") }

  /// Listens on the control socket. A socket that is there already is replaced where nobody listens on it. Throws
  /// ``ConsoleError`` `address`.
  public func openControl() throws {
    let url = Self.socket(in: setup.workspace.home)
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
    let workspace = setup.workspace
    StatusRoute(service: workspace.service, started: started, version: workspace.version).add(to: router)
    RunRoutes(service: workspace.service, store: workspace.store).add(to: router)
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

  /// Listens for browsers and programs; answers the address, with its port. An address that is not on loopback takes `tls`.
  /// Throws ``ConsoleError`` `address`.
  public func openWeb(_ address: ListenAddress, tls: TLSFiles? = nil) throws -> String {
    guard address.isLoopback || tls != nil else {
      throw ConsoleError(
        .address, "'\(address.host)' is not on loopback, and settings.yaml names no certificate",
        hint: "set 'console: { certificate: FILE, private_key: FILE }' there, or listen on 127.0.0.1")
    }
    if !address.isLoopback, try setup.workspace.accounts.users().isEmpty {
      throw ConsoleError(
        .address, "'\(address.host)' is not on loopback, and nobody can sign in yet",
        hint: "make a user with 'millrace user add NAME --role admin' first")
    }
    let server = HTTPServerBuilder.http1(
      configuration: limits(lifetime: .seconds(setup.limits.connectionSeconds)))
    let listener = Listener(
      webRouter(address, isSecure: tls != nil).buildResponder(), at: .hostname(address.host, port: address.port),
      name: "millrace", server: try tls.map { try .tls(server, tlsConfiguration: $0.configuration()) } ?? server,
      maximumConnections: setup.limits.connections)
    do {
      try listener.startAndWait()
    } catch {
      throw ConsoleError(
        .address, "cannot listen on \(address): \(error)", hint: "name another one with --listen, or use --no-listen")
    }
    listeners.withLock { $0.web = listener }
    let shown = address.host.contains(":") ? "[\(address.host)]" : address.host
    return "\(tls == nil ? "http" : "https")://\(shown):\(listener.address?.port ?? address.port)"
  }

  /// The API, as `openapi.json` describes it.
  static let operations = ConnectionOperations.all + RunOperations.all + AdminOperations.all

  /// The cookie of a new session; for tests, which would else hash a password each time.
  func testSession(for user: String) -> String { sessions.begin(user).cookie }

  private func webRouter(_ address: ListenAddress, isSecure: Bool) -> Router<ConsoleContext> {
    let router = Router(context: ConsoleContext.self)
    let site = Site(
      workspace: setup.workspace, web: web, sessions: sessions, limits: limits,
      cookie: SessionCookie(isSecure: isSecure))
    router.add(middleware: WebProblemMiddleware(site: site, routes: HealthRoutes.paths + MetricsRoute.paths))
    if isSecure { router.add(middleware: TransportSecurityMiddleware()) }
    if address.isLoopback { router.add(middleware: HostMiddleware()) }
    router.add(middleware: OriginMiddleware())
    health.add(to: router)
    // On a network, figures are for whoever may sign in: the API has them too.
    if address.isLoopback { metrics.add(to: router) }
    AssetRoutes(web: web).add(to: router)
    APIRouter(site: site).add(Self.operations, to: router)
    let pages = SiteRouter(site: site, router: router)
    SignInRoutes(site: site, code: setUpCode).add(to: pages)
    ConnectionsRoutes().add(to: pages)
    NewConnectionRoutes().add(to: pages)
    ConnectionRoutes().add(to: pages)
    GoalRoutes().add(to: pages)
    SetUpRoutes().add(to: pages)
    YAMLRoutes().add(to: pages)
    RunsRoutes().add(to: pages)
    RequestRoutes().add(to: pages)
    PluginsRoutes().add(to: pages)
    AuditRoutes().add(to: pages)
    SettingsRoutes().add(to: pages)
    AccountRoutes(sessions: sessions).add(to: pages)
    ProfilesRoutes().add(to: pages)
    SegmentsRoutes().add(to: pages)
    LifecyclesRoutes().add(to: pages)
    ObjectivesRoutes().add(to: pages)
    PropertiesRoutes().add(to: pages)
    GroupsRoutes().add(to: pages)
    EventTypesRoutes().add(to: pages)
    return router
  }

  /// No new requests to the console, and no new commands; those that go on end at their next safe place.
  public func beginStopping() {
    listeners.withLock { $0.web.take() }?.stopAndWait()
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
