import Profiles
import Records
import YAMLReading
import Yams

/// Which Timeline events of the exported profiles go to Iterable with them.
public struct TimelineExport: Sendable, Equatable {
  /// Which of an event's dates are meant.
  public enum Period: Sendable, Equatable {
    case all
    /// Counted back from the beginning of the run.
    case lastDays(Int)
    /// The first bound is included, the second is not; nil: none on that side.
    case between(Timestamp?, Timestamp?)
  }

  /// Ids of event types; nil: all of them.
  public var types: [String]?
  /// Where each of ``types`` stands.
  public var typePositions: [SourcePosition]
  public var period: Period
  public var position: SourcePosition
}

extension TimelineExport.Period {
  /// The dates that a run which began at `now` exports, the first included and the second not; nil: no bound on that side.
  func bounds(now: Timestamp) -> (from: Timestamp?, to: Timestamp?) {
    switch self {
    case .all: (nil, nil)
    case .lastDays(let days): (now.adding(seconds: -86_400 * Double(days)), nil)
    case .between(let from, let to): (from, to)
    }
  }

  /// Names the period, whenever it is.
  var text: String {
    switch self {
    case .all: "all"
    case .lastDays(let days): "last \(days) days"
    case .between(let from, let to): "\(from.map(\.description) ?? "") to \(to.map(\.description) ?? "")"
    }
  }
}

// MARK: - Reading

extension TimelineExport {
  private static let typesForm = "'all', a Timeline event type's id, or a list of ids"

  static func read(_ reader: MappingReader) -> TimelineExport {
    let types = readTypes(reader)
    return TimelineExport(
      types: types?.map(\.name), typePositions: types?.map(\.position) ?? [], period: readPeriod(reader),
      position: reader.node.position)
  }

  private static func readTypes(_ reader: MappingReader) -> [(name: String, position: SourcePosition)]? {
    let sentence = "Which Timeline events go: \(typesForm)."
    guard let node = reader.value("types", sentence), node.string != "all" else { return nil }
    guard let elements = node.sequence else {
      return reader.text(of: node, "'types'", sentence).map { [($0, node.position)] } ?? []
    }
    if elements.isEmpty { reader.diagnostics.error(at: node, "'types' names no event type", hint: sentence) }
    reader.reportRepeats(Array(elements), "an event type is named once")
    return elements.compactMap { element in
      reader.text(of: element, "each of 'types'", sentence).map { ($0, element.position) }
    }
  }

  private static func readPeriod(_ reader: MappingReader) -> Period {
    let sentence = "Events of which time: 'all', '{ last_days: 30 }' or '{ after: DATE, before: DATE }'."
    guard let node = reader.value("period", sentence), node.string != "all" else { return .all }
    guard node.mapping != nil else {
      reader.diagnostics.error(at: node, "'period' is 'all' or a mapping", hint: sentence)
      return .all
    }
    return reader.mapping("period", readBounds) ?? .all
  }

  private static func readBounds(_ period: MappingReader) -> Period {
    let days = period.integer("last_days", "Only events of so many days before the run.", in: 1...36_500)
    let from = readMoment("after", "Only events of this moment and later, such as 2026-01-31.", period)
    let to = readMoment("before", "Only events before this moment.", period)
    if let from, let to, from >= to {
      period.diagnostics.error(
        at: period.keyNode("before"), "no event is after 'after' and before 'before'", hint: "exchange them")
    }
    guard let days else {
      if period.value("last_days") == nil, period.value("after") == nil, period.value("before") == nil {
        period.diagnostics.error(
          at: period.node, "'period' has no bound", hint: "write '{ last_days: 30 }', or 'all'")
      }
      return .between(from, to)
    }
    if from != nil || to != nil {
      period.diagnostics.error(
        at: period.keyNode("last_days"), "'last_days' cannot stand beside 'after' and 'before'", hint: "remove it")
    }
    return .lastDays(days)
  }

  private static func readMoment(_ key: String, _ sentence: String, _ reader: MappingReader) -> Timestamp? {
    guard let node = reader.value(key, sentence) else { return nil }
    guard var text = node.string, let moment = text.withUTF8({ DateTimeText.read(UnsafeRawBufferPointer($0)) }) else {
      reader.diagnostics.error(
        at: node, "'\(key)' is a date, this is \(node.kind)", hint: "write 2026-01-31 or 2026-01-31T08:00:00Z")
      return nil
    }
    return Timestamp(microseconds: moment)
  }
}
