import Logging
import PluginHost
import Synchronization

/// Keeps what a plugin logs.
final class HeardLog: LogHandler, Sendable {
  private let kept = Mutex<[String]>([])
  private static let handlers = Mutex<[String: HeardLog]>([:])

  var lines: [String] { kept.withLock { $0 } }

  var pluginLog: PluginLog { PluginLog(Logger(label: "millrace.checks") { _ in self }, plugin: "") }

  func log(event: LogEvent) { kept.withLock { $0.append("\(event.message)") } }

  // All levels are heard, and nothing else of a logger is used.
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .trace }
    set {}
  }
}
