import Foundation
import Logging

/// What the parts of Millrace note while they work, on standard error: `MILLRACE_LOG`, a level, or nothing at all.
///
/// Commands tell their results themselves, so the log is silent unless it is asked for.
enum Log {
  static func start() {
    let wanted = ProcessInfo.processInfo.environment["MILLRACE_LOG"].flatMap(Logger.Level.init(rawValue:))
    LoggingSystem.bootstrap { label in
      guard let wanted else { return SwiftLogNoOpLogHandler() }
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = wanted
      return handler
    }
  }
}
