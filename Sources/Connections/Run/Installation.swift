import Foundation
import IterableAPI
import Logging
import PluginHost
import Profiles

/// What connections need of the place that they run in.
public struct Installation: Sendable {
  public var store: any ProfileStore
  public var catalogue: PluginCatalogue
  public var worker: WorkerExecutable
  /// What plugin files may do, and what is remembered of them; nil: workers without grants, and nothing is.
  public var oversight: PluginOversight?
  /// Where downloads lie while they are worked on. Made when needed; only its owner can read it.
  public var spoolFolder: URL
  /// Where each run's log lies, made when needed; nil: runs have none.
  public var logFolder: URL?
  /// What holds for all connections, read anew whenever it is needed. Throws ``ConnectionsError``.
  public var settings: @Sendable () throws -> Settings
  /// Where secrets named `${env:}` and `${cred:}` are looked up.
  public var environment: [String: String]
  public var now: @Sendable () -> Date
  /// Rows of an import after which its transaction is committed, at the end of a batch; a second does too. Fewer are
  /// slower, more keep other writers waiting.
  public var rowsPerTransaction = 10_000
  /// Requests of an export that are decided about before they are delivered.
  public var requestsPerRound = 10_000
  /// Changes the client's patience and pace; tests make it hurry.
  public var adjustClient: @Sendable (inout IterableConfiguration) -> Void
  /// Told what an operator should know though the run goes on, one sentence at a time, from any thread.
  public var warn: @Sendable (String) -> Void
  public var log: Logger

  public init(
    store: any ProfileStore, catalogue: PluginCatalogue, worker: WorkerExecutable, oversight: PluginOversight? = nil,
    spoolFolder: URL, logFolder: URL? = nil, settings: @escaping @Sendable () throws -> Settings = { Settings() },
    environment: [String: String] = ProcessInfo.processInfo.environment,
    now: @escaping @Sendable () -> Date = { Date() },
    adjustClient: @escaping @Sendable (inout IterableConfiguration) -> Void = { _ in },
    warn: (@Sendable (String) -> Void)? = nil, log: Logger = Logger(label: "millrace.connections")
  ) {
    self.store = store
    self.catalogue = catalogue
    self.worker = worker
    self.oversight = oversight
    self.spoolFolder = spoolFolder
    self.logFolder = logFolder
    self.settings = settings
    self.environment = environment
    self.now = now
    self.adjustClient = adjustClient
    self.warn = warn ?? { log.warning("\($0)") }
    self.log = log
  }
}
