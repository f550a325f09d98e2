import CPluginCall
import CWorker
import Logging

/// What a plugin says through `mr_host.log`, and what it prints in a worker, passed on within bounds.
package final class PluginLog {
  /// The source, for handlers of a log, of what a plugin says itself.
  package static let source = "plugin"

  /// Lines of one instance that are passed on.
  static let limit = 200

  private let logger: Logger
  private var lines = 0

  package init(_ logger: Logger, plugin: String) {
    var logger = logger
    logger[metadataKey: "plugin"] = .string(plugin)
    self.logger = logger
  }

  func line(level: UInt32, bytes: UnsafeRawBufferPointer) {
    let isPrinted = level == MRW_PRINTED
    let level: Logger.Level =
      switch level {
      case MR_LOG_DEBUG, MRW_PRINTED: .debug
      case MR_LOG_INFO: .info
      case MR_LOG_WARNING: .warning
      default: .error
      }
    guard level >= logger.logLevel, lines < Self.limit else { return }
    lines += 1
    let text = String(foreign: UnsafeRawBufferPointer(rebasing: bytes.prefix(1000)))
    logger.log(level: level, "\(isPrinted ? "prints: " : "")\(text)", source: Self.source)
    if lines == Self.limit { logger.warning("further lines of this plugin are left out") }
  }

  /// What Millrace itself has to say about the plugin.
  func warn(_ text: String) { logger.warning("\(text)") }

  /// As the context of a C function; valid as long as this object lives.
  var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  static func of(_ context: UnsafeMutableRawPointer?) -> PluginLog? {
    context.map { Unmanaged<PluginLog>.fromOpaque($0).takeUnretainedValue() }
  }
}
