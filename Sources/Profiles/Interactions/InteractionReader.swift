import Records

/// Reads what a value says of viewed interactions: an id, an object such as
/// `{"id":"summer-banner","name":"Summer","first_seen":"2026-01-31T08:00:00Z","last_seen":"…","count":3}`, or a list of
/// either. Everything but `id` may be left out. Keeps its buffers; one thread at a time.
public final class InteractionReader {
  private let unescaped = ByteBuffer(capacity: 256)
  private let id = ByteBuffer(capacity: 256)
  private let name = ByteBuffer(capacity: 256)

  public init() {}

  /// Lends each report to `body`, in order. False, and nothing is lent, where the value is not one of the forms.
  @discardableResult
  public func read(_ value: PropertyValue, _ body: (InteractionReport) throws -> Void) rethrows -> Bool {
    var isWhole = true
    forEach(value, &isWhole) { _ in }
    guard isWhole else { return false }
    try forEach(value, &isWhole, body)
    return true
  }

  private func forEach(
    _ value: PropertyValue, _ isWhole: inout Bool, _ body: (InteractionReport) throws -> Void
  ) rethrows {
    guard value.kind == .list else {
      if value.kind == .absent || value.kind == .null { return }
      if let report = report(value) { try body(report) } else { isWhole = false }
      return
    }
    guard var elements = ListReader(value.bytes) else {
      isWhole = false
      return
    }
    while true {
      switch elements.next(unescapingTo: unescaped) {
      case .element(let element):
        if element.kind == .null { continue }
        guard let report = report(element) else {
          isWhole = false
          return
        }
        try body(report)
      case .end: return
      case .malformed:
        isWhole = false
        return
      }
    }
  }

  private func report(_ value: PropertyValue) -> InteractionReport? {
    id.removeAll()
    name.removeAll()
    switch value.kind {
    case .text, .number: id.append(value.bytes)
    case .object:
      guard let report = readObject(value.bytes) else { return nil }
      return report
    default: return nil
    }
    return isID ? InteractionReport(id: id.bytes) : nil
  }

  private var isID: Bool {
    (1...InteractionReport.idBytes).contains(id.count)
      && !id.bytes.contains { $0 < 0x20 || $0 == JSONText.quote || $0 == JSONText.backslash }
  }

  private func readObject(_ json: UnsafeRawBufferPointer) -> InteractionReport? {
    guard var members = ObjectReader(json) else { return nil }
    var report = InteractionReport(id: id.bytes)
    while true {
      switch members.next(unescapingTo: unescaped) {
      case .malformed: return nil
      case .end:
        guard isID, name.count <= InteractionReport.nameBytes else { return nil }
        report.id = id.bytes
        report.name = name.bytes
        return report
      case .member(let key, let value):
        if value.kind == .null { continue }
        switch key.count {
        case 2 where key.elementsEqual("id".utf8) && (value.kind == .text || value.kind == .number):
          id.append(value.bytes)
        case 4 where key.elementsEqual("name".utf8) && value.kind == .text: name.append(value.bytes)
        case 5 where key.elementsEqual("count".utf8):
          guard value.kind == .number, let count = Int64(String(decoding: value.bytes, as: UTF8.self)), count > 0
          else { return nil }
          report.count = count
        case 9 where key.elementsEqual("last_seen".utf8):
          guard let moment = moment(value) else { return nil }
          report.last = moment
        case 10 where key.elementsEqual("first_seen".utf8):
          guard let moment = moment(value) else { return nil }
          report.first = moment
        default: return nil
        }
      }
    }
  }

  private func moment(_ value: PropertyValue) -> Timestamp? {
    guard value.kind == .text else { return nil }
    return DateTimeText.read(value.bytes).map { Timestamp(microseconds: $0) }
  }
}
