import ArgumentParser
import Foundation
import Logging
import Synchronization

/// What the parts of Millrace note while they work, on standard error: `MILLRACE_LOG`, a level, or nothing at all.
///
/// Commands tell their results themselves, so the log is silent unless it is asked for. As JSON (`--log-format`, or
/// `MILLRACE_LOG_FORMAT`), messages to whoever watches are lines of the log, too.
enum Log {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  private static let current = Mutex(Format.text)

  static var format: Format {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  static func start() {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["MILLRACE_LOG_FORMAT"].flatMap(Format.init(rawValue:)) { format = named }
    let wanted = environment["MILLRACE_LOG"].flatMap(Logger.Level.init(rawValue:))
    LoggingSystem.bootstrap { label in
      guard let wanted else { return SwiftLogNoOpLogHandler() }
      return LineLogHandler(label: label, level: wanted)
    }
  }
}

/// `--log-format`, for commands that go on for long.
struct LogOptions: ParsableArguments {
  @Option(
    name: .long,
    help:
      "How to write messages and the log on standard error: text, or json for programs. [MILLRACE_LOG_FORMAT, else text]"
  )
  var logFormat: Log.Format?

  func apply() {
    // A command that runs inside `serve` does not change how that logs.
    if ServedCommand.current == nil, let logFormat { Log.format = logFormat }
  }
}
