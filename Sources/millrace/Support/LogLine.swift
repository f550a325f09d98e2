import Foundation
import Logging
import Profiles
import Records

/// One line of the log. E-mail addresses are taken out, whoever wrote it: a plugin may print what it likes.
struct LogLine {
  var time = Timestamp.now()
  var level: Logger.Level
  /// Which part notes it, such as `millrace.iterable`.
  var label: String
  var message: String
  var metadata: [(key: String, value: String)] = []

  func text(as format: Log.Format) -> String {
    let metadata = metadata.map { ($0.key, AddressMask.masked($0.value)) }
    let message = AddressMask.masked(message)
    switch format {
    case .json:
      let json: JSONValue = [
        "time": .string(time.description), "level": .string(level.rawValue), "label": .string(label),
        "message": .string(message), "metadata": .object(metadata.map { .init(key: $0.0, value: .string($0.1)) }),
      ]
      return json.text
    case .text:
      let behind = metadata.map { " \($0.0)=\($0.1.contains(" ") ? "'\($0.1)'" : $0.1)" }.joined()
      return "\(time) \(level.rawValue) \(label): \(message)\(behind)"
    }
  }
}

/// Writes the log to standard error, a line each.
struct LineLogHandler: LogHandler {
  private let label: String
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(label: String, level: Logger.Level) {
    self.label = label
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata
    if let more = event.metadata { all.merge(more) { $1 } }
    let line = LogLine(
      level: event.level, label: label, message: event.message.description,
      metadata: all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") })
    Terminal.log(line)
  }
}
