import EventTypes
import Foundation
import Profiles
import Records

/// Makes one mapping's events of rows. One thread at a time.
final class EventComposer {
  let plan: EventPlan
  private let validator: EventValidator
  private let writer = EventWriter()
  private var batch: Batch?
  /// For each of the plan's fields the columns that may have it, the most likely first.
  private var places: [[Place]] = []
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 8)
  /// A text of an item, with its escapes resolved.
  private var unescaped = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 8)
  private var idBytes: [UInt8] = []
  /// How the value that is looked at is reached, and what was found wrong first.
  private var trail: [(key: String, element: Int?)] = []
  private var finding: RowEvents.Refusal?

  /// A column, and what leads to the field in its objects; nil: the column is the field.
  private struct Place {
    let cells: UnsafeMutablePointer<mr_cell>
    let path: [UInt8]?
  }

  init(_ plan: EventPlan) {
    self.plan = plan
    validator = EventValidator(plan.type, unknownProperties: .refused)
  }

  deinit {
    scratch.deallocate()
    unescaped.deallocate()
  }

  /// Looks the fields up; call it for each batch.
  func prepare(_ batch: Batch) {
    self.batch = batch
    places = plan.fields.map { field in
      var places = batch.column(named: field).map { [Place(cells: batch.cells($0), path: nil)] } ?? []
      var name = field[...]
      while let dot = name.lastIndex(of: ".") {
        name = field[..<dot]
        if let column = batch.column(named: String(name)) {
          places.append(Place(cells: batch.cells(column), path: Array(field[field.index(after: dot)...].utf8)))
        }
      }
      return places
    }
  }

  /// Adds the row's event, or why there is none.
  func compose(_ row: Int, mapping: Int, into events: RowEvents) {
    func refuse(_ code: String, _ reason: String, field: String = "") {
      events.refuse(row: row, mapping: mapping, RowEvents.Refusal(code: code, field: field, reason: reason))
    }
    guard readID(row) else {
      return refuse("event_no_id", "the event has no id: \(list(plan.mapping.id, "or")) has no text or number")
    }
    guard idBytes.count <= EventLimits.idBytes else {
      return refuse("event_no_id", "the event's id has more than \(EventLimits.idBytes) bytes")
    }
    guard let date = date(row) else {
      return refuse("event_no_date", "the event has no date: '\(plan.mapping.date)' holds none")
    }
    switch compose(row, item: nil) {
    case .refused(let refusal): events.refuse(row: row, mapping: mapping, refusal)
    case .event(let json, let isLarge):
      idBytes.withUnsafeBytes {
        events.add(row: row, mapping: mapping, date: date, id: $0, properties: json, isLarge: isLarge)
      }
    }
  }

  enum Composition {
    /// The properties as a store keeps them; valid until the next call.
    case event(UnsafeRawBufferPointer, isLarge: Bool)
    case refused(RowEvents.Refusal)
  }

  /// The properties of the row's event, or of one whose fields are an item's.
  func compose(_ row: Int, item: UnsafeRawBufferPointer?) -> Composition {
    finding = nil
    writer.begin()
    write(plan.members, row, item: item)
    writer.end()
    if let finding { return .refused(finding) }
    let json = writer.json
    guard json.count <= EventLimits.eventBytes else {
      return .refused(
        RowEvents.Refusal(
          code: "event_too_large", field: "", reason: "the event has more than \(EventLimits.eventBytes >> 10) kB"))
    }
    switch validator.validate(json) {
    case .refused(let findings):
      return .refused(
        RowEvents.Refusal(
          code: "event_refused", field: findings[0].path, reason: findings[0].message + Self.more(findings.count - 1)))
    case .accepted(let warnings): return .event(json, isLarge: !warnings.isEmpty)
    }
  }

  private static func more(_ count: Int) -> String { count > 0 ? " (and \(count) more)" : "" }

  private func list(_ names: [String], _ word: String) -> String {
    names.map { "'\($0)'" }.joined(separator: " \(word) ")
  }

  private func readID(_ row: Int) -> Bool {
    for slot in plan.id {
      let value = value(slot, row)
      guard value.kind == .text || value.kind == .number, !value.bytes.isEmpty else { continue }
      idBytes.removeAll(keepingCapacity: true)
      idBytes.append(contentsOf: value.bytes)
      return true
    }
    return false
  }

  private func date(_ row: Int) -> Timestamp? {
    let value = value(plan.date, row)
    switch value.kind {
    case .time: return Timestamp(microseconds: value.integer)
    case .text: return DateTimeText.read(value.bytes).map(Timestamp.init(microseconds:))
    default: return nil
    }
  }

  // MARK: Properties

  private func write(_ members: [EventPlan.Member], _ row: Int, item: UnsafeRawBufferPointer?) {
    for member in members {
      trail.append((member.property.key, nil))
      defer { trail.removeLast() }
      switch member.source {
      case .value(let field):
        note(writer.put(value(field, row, item), as: member.property), member.property)
      case .object(let members):
        writer.beginObject(member.property)
        write(members, row, item: item)
        writer.endObject()
      case .items(let field, let members):
        writeItems(value(field, row, item), member.property, members, row)
      }
    }
  }

  private func writeItems(
    _ value: PropertyValue, _ property: EventProperty, _ members: [EventPlan.Member], _ row: Int
  ) {
    switch value.kind {
    case .absent, .null: return
    case .object:
      if property.isMultiple { writer.beginList(property) }
      writeItem(value.bytes, property, members, row)
      if property.isMultiple { writer.endList() }
      return
    case .list: break
    default: return note(.wrongType, property)
    }
    var count = 0
    if property.isMultiple { writer.beginList(property) }
    do {
      var cursor = JSONCursor(value.bytes)
      try cursor.beginList()
      while try cursor.nextElement() {
        trail[trail.count - 1].element = count
        let kind = try cursor.peek()
        let start = cursor.offset
        try cursor.skipValue()
        if kind == .null { continue }
        guard kind == .object else {
          note(.wrongType, property)
          continue
        }
        count += 1
        if count > 1, !property.isMultiple {
          trail[trail.count - 1].element = nil
          note(.notMultiple, property)
          break
        }
        writeItem(UnsafeRawBufferPointer(rebasing: value.bytes[start..<cursor.offset]), property, members, row)
      }
    } catch {
      note(.wrongType, property)
    }
    trail[trail.count - 1].element = nil
    if property.isMultiple { writer.endList() }
  }

  private func writeItem(
    _ item: UnsafeRawBufferPointer, _ property: EventProperty, _ members: [EventPlan.Member], _ row: Int
  ) {
    if property.isMultiple { writer.beginElement() } else { writer.beginObject(property) }
    write(members, row, item: item)
    writer.endObject()
  }

  private func note(_ result: EventWriter.Result, _ property: EventProperty) {
    guard finding == nil else { return }
    let reason: String
    switch result {
    case .written, .empty: return
    case .wrongType: reason = "it is not \(property.type.expectation)"
    case .notMultiple: reason = "it has one value, and here are several"
    case .tooLong: reason = "it is too long"
    }
    let path = trail.map { $0.key + ($0.element.map { "[\($0)]" } ?? "") }.joined(separator: ".")
    finding = RowEvents.Refusal(code: "event_refused", field: path, reason: reason)
  }

  // MARK: Values

  /// Valid until the next call.
  private func value(_ field: EventPlan.Field, _ row: Int, _ item: UnsafeRawBufferPointer?) -> PropertyValue {
    switch field {
    case .ofRecord(let slots):
      for slot in slots {
        let value = value(slot, row)
        if value.kind != .absent, value.kind != .null { return value }
      }
    case .ofItem(let names):
      guard let item else { return .absent }
      for name in names {
        guard let json = name.withUnsafeBytes({ JSONMember.find($0, in: item) }) else { continue }
        let value = value(json)
        if value.kind != .null { return value }
      }
    }
    return .absent
  }

  private func value(_ slot: Int, _ row: Int) -> PropertyValue {
    guard let batch else { return .absent }
    for place in places[slot] {
      let cell = place.cells[row]
      guard let path = place.path else {
        if batch.hasValue(cell) { return batch.value(of: cell, scratch: scratch) }
        continue
      }
      // Iterable keeps some objects as texts of JSON, such as `transactionalData`.
      guard UInt32(cell.kind) == MR_OBJECT || UInt32(cell.kind) == MR_TEXT else { continue }
      let object = batch.bytes(of: cell)
      if let json = path.withUnsafeBytes({ JSONMember.find($0, in: object) }) { return value(json) }
    }
    return .absent
  }

  private func value(_ json: UnsafeRawBufferPointer) -> PropertyValue {
    switch json[0] {
    case UInt8(ascii: "{"): return .object(json)
    case UInt8(ascii: "["): return .list(json)
    case UInt8(ascii: "t"): return .bool(true)
    case UInt8(ascii: "f"): return .bool(false)
    case UInt8(ascii: "n"): return .null
    case JSONText.quote:
      let text = UnsafeRawBufferPointer(rebasing: json[1..<json.count - 1])
      guard text.contains(JSONText.backslash) else { return .text(text) }
      return .text(unescape(text))
    default: return .number(json)
    }
  }

  private func unescape(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    if unescaped.count < text.count {
      unescaped.deallocate()
      unescaped = .allocate(byteCount: text.count * 2, alignment: 8)
    }
    let count = JSONText.unescape(text, to: unescaped.baseAddress!)
    return UnsafeRawBufferPointer(rebasing: unescaped[..<max(count, 0)])
  }
}
