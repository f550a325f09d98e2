import Foundation
import Records

/// The file that says who did what: one JSON object a line, appended in one write, so that several processes may.
///
/// It is opened for each line and never shortened: whoever moves it away, at any time, makes the next line begin a new one.
/// Thread: any.
public struct AuditLog: Sendable {
  public let url: URL
  private let now: @Sendable () -> Date

  public init(url: URL, now: @escaping @Sendable () -> Date = { Date() }) {
    self.url = url
    self.now = now
  }

  /// Appends an event of now, done by this process's user. Facts that are `null` are left out. `isDurable`: it is on disk
  /// when the call returns. Throws ``AuditError`` where the line is not whole in the file.
  public func append(
    _ action: String, _ facts: KeyValuePairs<String, JSONValue>, isDurable: Bool = false
  ) throws {
    let event = AuditEvent(
      time: now(), actor: .current, action: action,
      facts: facts.filter { $0.value != .null }.map { .init(key: $0.key, value: $0.value) })
    let file = open(url.path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard file >= 0 else { throw failure("cannot write the audit log", errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw AuditError("the audit log \(url.path) is not a file")
    }
    var line = event.json.text + "\n"
    // What a full disk cut off must not swallow this line.
    if !endsLine(file, size: status.st_size) { line = "\n" + line }
    let count = line.utf8.count
    let written = line.withUTF8 { write(file, $0.baseAddress, count) }
    guard written == count else { throw failure("cannot write the audit log", written < 0 ? errno : ENOSPC) }
    if isDurable, fsync(file) != 0 { throw failure("cannot write the audit log", errno) }
  }

  /// Calls `body` with every event, the oldest first; answers how many lines are none. Nothing where there is no file.
  /// Throws ``AuditError``, and what `body` throws.
  public func read(_ body: (AuditEvent) throws -> Void) throws -> Int {
    guard let file = fopen(url.path, "re") else {
      if errno == ENOENT { return 0 }
      throw failure("cannot read the audit log", errno)
    }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    var unreadable = 0
    while true {
      let count = getline(&line, &capacity, file)
      guard count > 0, let line else { return unreadable }
      let bytes = UnsafeRawBufferPointer(start: line, count: count)
      if bytes.allSatisfy({ $0 == UInt8(ascii: "\n") }) { continue }
      if let event = (try? JSONValue(parsing: bytes)).flatMap(AuditEvent.init) {
        try body(event)
      } else {
        unreadable += 1
      }
    }
  }

  private func endsLine(_ file: Int32, size: off_t) -> Bool {
    var last: UInt8 = 0
    return size == 0 || pread(file, &last, 1, size - 1) != 1 || last == UInt8(ascii: "\n")
  }

  private func failure(_ what: String, _ code: Int32) -> AuditError {
    AuditError(
      "\(what) \(url.path): \(String(cString: strerror(code)))",
      hint:
        "every load of a plugin and every change of trust is noted there; make it writable for \(AuditActor.current)")
  }
}
