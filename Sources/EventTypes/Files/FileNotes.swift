import Records

/// Collects what is found while a file is read, so that all of it can be shown at once.
final class FileNotes {
  private let file: String
  private let bytes: UnsafeRawBufferPointer
  private var found: [(offset: Int, diagnostic: Diagnostic)] = []
  private(set) var errorCount = 0

  init(file: String, bytes: UnsafeRawBufferPointer) {
    self.file = file
    self.bytes = bytes
  }

  var hasErrors: Bool { errorCount > 0 }
  var isFull: Bool { errorCount >= EventTypeFile.errorLimit }

  func error(at offset: Int, _ message: String, hint: String? = nil) {
    guard !isFull else { return }
    errorCount += 1
    add(.error, offset, message, hint)
  }

  func error(at offset: Int, _ objection: EventTypeRules.Objection?) {
    if let objection { error(at: offset, objection.message, hint: objection.hint) }
  }

  func warning(at offset: Int, _ message: String, hint: String? = nil) { add(.warning, offset, message, hint) }

  private func add(_ severity: Diagnostic.Severity, _ offset: Int, _ message: String, _ hint: String?) {
    let position = SourcePosition(offset: offset, in: bytes)
    found.append(
      (offset, Diagnostic(file: file, position: position, severity: severity, message: message, hint: hint)))
  }

  /// In the order of the file.
  var sorted: [Diagnostic] {
    found.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
      .map(\.element.diagnostic)
  }
}
