import Foundation
import Logging
import PluginHost
import Profiles
import Records
import Synchronization

/// What happened in a run, step by step: a line of JSON each, in a file that only its owner can read. Any thread.
///
/// It says what was done and how much of it, and holds neither values of records nor what plugins say. A run that is
/// continued goes on in the same file. That the file cannot be written stops no run.
public final class RunLog: Sendable {
  /// Lines of what goes on are left out behind this many bytes; how goals and the run end is still told.
  static let limit = 2 << 20

  private struct State {
    /// Nil before the run has its number, and where the file could not be opened.
    var descriptor: Int32?
    var size = 0
    var isFull = false
    /// What was noted before the run had its number.
    var waiting: [String] = []
  }

  private let now: @Sendable () -> Date
  private let state = Mutex(State())

  init(now: @escaping @Sendable () -> Date) { self.now = now }

  deinit { state.withLock { if let descriptor = $0.descriptor { close(descriptor) } } }

  /// The file of a run in an installation's folder.
  public static func file(of run: Int64, in folder: URL) -> URL {
    folder.appending(path: "run-\(run).jsonl", directoryHint: .notDirectory)
  }

  static func remove(_ run: Int64, in folder: URL) {
    try? FileManager.default.removeItem(at: file(of: run, in: folder))
  }

  /// Everything from now on, and what waited, goes to the run's file. `isNew`: not continued; a file that outlived its
  /// store goes. Answers why it cannot be written.
  func open(run: Int64, in folder: URL, isNew: Bool) -> String? {
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let path = Self.file(of: run, in: folder).path(percentEncoded: false)
    let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | (isNew ? O_TRUNC : 0)
    let descriptor = Foundation.open(path, flags, 0o600)
    guard descriptor >= 0 else {
      return "the run's log \(path) cannot be written: \(String(cString: strerror(errno)))"
    }
    state.withLock { state in
      state.descriptor = descriptor
      state.size = Int(lseek(descriptor, 0, SEEK_END))
      // A killed process may have left half a line.
      var last: UInt8 = 0x0A
      if state.size > 0 { pread(descriptor, &last, 1, off_t(state.size - 1)) }
      if last != 0x0A { Self.append("\n", &state) }
      for line in state.waiting { Self.append(line, &state) }
      state.waiting = []
    }
    return nil
  }

  /// - Parameters:
  ///   - event: a word for programs.
  ///   - isEnd: told however full the file is.
  func note(
    _ event: String, level: Logger.Level = .info, goal: String? = nil, isEnd: Bool = false,
    _ members: JSONValue.Member...
  ) {
    note(event, level: level, goal: goal, isEnd: isEnd, members)
  }

  func note(
    _ event: String, level: Logger.Level = .info, goal: String? = nil, isEnd: Bool = false,
    _ members: [JSONValue.Member]
  ) {
    var all = [
      JSONValue.Member(key: "time", value: .string(Timestamp(now()).description)),
      JSONValue.Member(key: "level", value: .string(level.rawValue)),
      JSONValue.Member(key: "event", value: .string(event)),
    ]
    if let goal { all.append(.init(key: "goal", value: .string(goal))) }
    all += members.map { .init(key: $0.key, value: Self.withoutPeople($0.value)) }
    let line = JSONValue.object(all).text + "\n"
    state.withLock { state in
      if state.descriptor == nil {
        if state.waiting.count < 100 { state.waiting.append(line) }
        return
      }
      if state.size + line.utf8.count > Self.limit, !isEnd {
        if !state.isFull { Self.append(#"{"event":"log_full"}"# + "\n", &state) }
        state.isFull = true
      } else {
        Self.append(line, &state)
      }
    }
  }

  private static func append(_ text: String, _ state: inout State) {
    guard let descriptor = state.descriptor else { return }
    var text = text
    // One call, so that lines of two threads or processes never mix.
    let written = text.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
    state.size += max(0, written)
  }

  private static func withoutPeople(_ value: JSONValue) -> JSONValue {
    if case .string(let text) = value { .string(Redaction.redacted(sentence: text)) } else { value }
  }
}

/// Takes into a run's log what the parts of Millrace note while they work for it. What plugins say is not taken: nobody
/// knows whom it names.
struct RunLogHandler: LogHandler {
  let log: RunLog
  var logLevel: Logger.Level = .info
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  init(_ log: RunLog) { self.log = log }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard event.source != PluginLog.source else { return }
    let metadata = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    log.note(
      "log", level: event.level,
      [.init(key: "message", value: .string("\(event.message)"))]
        + metadata.map { .init(key: $0.key, value: .string("\($0.value)")) })
  }
}

extension JSONValue {
  /// Seconds to the millisecond.
  static func seconds(since begun: ContinuousClock.Instant) -> JSONValue {
    let elapsed = (ContinuousClock.now - begun).components
    return .number(Double(elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000) / 1000)
  }
}
