import Connections
import Foundation
import Logging
import Records

/// Data goes to standard output, messages to standard error; of a command that runs inside `serve`, to those of its client.
enum Terminal {
  /// Whether standard error is somebody's terminal.
  static var isInteractive: Bool { ServedCommand.current?.session.request.hasTerminal ?? ownMessagesAreSeen }
  private static let ownMessagesAreSeen = isatty(STDERR_FILENO) == 1

  /// Whether standard output wants colours: a terminal, and neither `NO_COLOR` nor `TERM=dumb`.
  static var hasColour: Bool { ServedCommand.current?.session.request.hasColour ?? ownOutputHasColour }
  private static let ownOutputHasColour: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDOUT_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }()

  enum Colour: String {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case grey = "90"
    case bold = "1"
  }

  static func coloured(_ text: String, _ colour: Colour) -> String {
    hasColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A line of data. What is written to a terminal cannot steer it; what is written to a file or pipe is exact.
  static func print(_ line: String = "") {
    // A client's terminal makes it harmless itself.
    let isShown = ServedCommand.current == nil && isatty(STDOUT_FILENO) == 1
    write((isShown ? harmless(line) : line) + "\n", to: STDOUT_FILENO)
  }

  /// A message for whoever watches; `millrace: ` before it, if it is one of the program's own.
  static func say(_ line: String) {
    if ServedCommand.current == nil, Log.format == .json {
      let (level, text) = message(line)
      return log(LogLine(level: level, label: "millrace", message: text))
    }
    write((isInteractive ? harmless(line) : line) + "\n", to: STDERR_FILENO)
  }

  /// A line of this process's log.
  static func log(_ line: LogLine) {
    let text = line.text(as: Log.format)
    write((ownMessagesAreSeen ? harmless(text) : text) + "\n", toOwn: STDERR_FILENO)
  }

  /// What a message is as a line of the log: its beginning says how grave it is.
  private static func message(_ line: String) -> (Logger.Level, String) {
    for (beginning, level) in [("millrace: error: ", Logger.Level.error), ("millrace: warning: ", .warning)]
    where line.hasPrefix(beginning) {
      return (level, String(line.dropFirst(beginning.count)))
    }
    return (.notice, line.hasPrefix("millrace: ") ? String(line.dropFirst(10)) : line)
  }

  /// The text with control characters, which records may hold, told by their number; our own colours stay.
  static func harmless(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    var result = String.UnicodeScalarView()
    var rest = Substring(text)
    while let scalar = rest.unicodeScalars.first {
      if let colour = rest.prefixMatch(of: #/\u{1B}\[[0-9]{1,2}m/#) {
        result.append(contentsOf: colour.output.unicodeScalars)
        rest = rest[colour.range.upperBound...]
        continue
      }
      if scalar.properties.generalCategory == .control, scalar != "\n", scalar != "\t" {
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        result.append(scalar)
      }
      rest.unicodeScalars.removeFirst()
    }
    return String(result)
  }

  /// The message of an error, with its hint where it has one, below everything that was found.
  static func complain(_ error: any Error) {
    for diagnostic in (error as? ConnectionsError)?.diagnostics ?? [] { say("\(diagnostic)") }
    say("millrace: error: \(error)")
  }

  /// A value as JSON, on one line.
  static func print(_ value: JSONValue) { print(value.text) }

  static func write(_ text: String, to descriptor: Int32) {
    if let served = ServedCommand.current {
      served.session.write(text, isMessage: descriptor == STDERR_FILENO)
    } else {
      write(text, toOwn: descriptor)
    }
  }

  private static func write(_ text: String, toOwn descriptor: Int32) {
    var text = text
    text.withUTF8 { utf8 in
      var rest = UnsafeRawBufferPointer(utf8)
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
  }
}

/// Rows under headings, padded to columns; numbers to the right.
struct Table {
  var headings: [String]
  var rows: [[String]] = []
  /// Columns whose values stand to the right.
  var numeric: Set<Int> = []

  init(_ headings: String..., numeric: Set<Int> = []) {
    self.headings = headings
    self.numeric = numeric
  }

  mutating func add(_ cells: String...) { rows.append(cells) }

  func print() {
    let widths = headings.indices.map { column in
      ([headings] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column -> String in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return numeric.contains(column) ? space + cells[column] : cells[column] + space
      }
      var text = padded.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text
    }
    Terminal.print(Terminal.coloured(line(headings), .bold))
    for row in rows { Terminal.print(line(row)) }
  }
}
