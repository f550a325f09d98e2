import Profiles
import Records

/// What fields some records have: how often, of which type, and what they look like. One thread at a time.
final class FieldSurvey {
  struct Field {
    var name: String
    /// Records with a value.
    var present = 0
    var types: Set<Property.ValueType> = []
    /// Whether a value is, or holds, an object: no property takes those.
    var holdsObjects = false
    var holdsLists = false
    /// Whether every value is true or false, for which properties have no type of their own.
    var holdsBooleans = true
    /// Masked, short, and on one line each.
    var examples: [String] = []
    /// What its objects have, or those in its lists.
    var members: [Member] = []

    /// What a property for all the values is; nil where none can be.
    var type: Property.ValueType? { holdsObjects ? nil : PropertyTypeGuess.type(of: types) }
  }

  struct Member {
    var name: String
    /// Objects with a value.
    var present = 0
    var holdsObjects = false
    var examples: [String] = []
  }

  private static let mostMembers = 100

  private(set) var records = 0
  /// In the order in which they were first seen.
  private(set) var fields: [Field] = []
  private let address = IdentifierKey()

  func add(_ batch: Batch) {
    let rows = (0..<batch.rowCount).filter(batch.isKept)
    records += rows.count
    for column in batch.columns.indices where batch.columns[column].removed == 0 {
      let name = batch.name(ofColumn: column)
      let cells = batch.cells(column)
      let filled = rows.filter { batch.hasValue(cells[$0]) }
      if filled.isEmpty { continue }
      let index =
        fields.firstIndex { $0.name == name }
        ?? {
          fields.append(Field(name: name))
          return fields.count - 1
        }()
      fields[index].present += filled.count
      fields[index].types.insert(type(of: cells, filled, in: batch))
      for row in filled { note(cells[row], of: batch, in: &fields[index]) }
    }
  }

  private func type(
    of cells: UnsafeMutablePointer<mr_cell>, _ rows: [Int], in batch: Batch
  ) -> Property.ValueType {
    let areAddresses = rows.allSatisfy { row in
      UInt32(cells[row].kind) == MR_TEXT
        && address.key(of: .text(batch.bytes(of: cells[row])), type: .email) != nil
    }
    return areAddresses ? .email : PropertyTypeGuess.type(of: cells, in: batch) ?? .text
  }

  private func note(_ cell: mr_cell, of batch: Batch, in field: inout Field) {
    let kind = UInt32(cell.kind)
    if kind != MR_BOOL { field.holdsBooleans = false }
    if kind == MR_LIST { field.holdsLists = true }
    let mayHoldObjects =
      kind == MR_OBJECT || kind == MR_LIST && batch.bytes(of: cell).contains(UInt8(ascii: "{"))
    guard mayHoldObjects || field.examples.count < FieldExample.most, let value = batch.jsonValue(of: cell) else {
      return
    }
    let objects = value.object.map { [$0] } ?? value.array?.compactMap(\.object) ?? []
    if !objects.isEmpty { field.holdsObjects = true }
    for object in objects { note(object, in: &field.members) }
    Self.add(value, of: field.name, to: &field.examples)
  }

  private func note(_ object: [JSONValue.Member], in members: inout [Member]) {
    for entry in object where entry.value != .null {
      let index: Int
      if let known = members.firstIndex(where: { $0.name == entry.key }) {
        index = known
      } else {
        guard members.count < Self.mostMembers else { continue }
        members.append(Member(name: entry.key))
        index = members.count - 1
      }
      members[index].present += 1
      if entry.value.object != nil || entry.value.array?.contains(where: { $0.object != nil }) == true {
        members[index].holdsObjects = true
      }
      Self.add(entry.value, of: entry.key, isInside: true, to: &members[index].examples)
    }
  }

  private static func add(
    _ value: JSONValue, of name: String, isInside: Bool = false, to examples: inout [String]
  ) {
    guard examples.count < FieldExample.most else { return }
    let example = FieldExample.text(value, of: name, isInside: isInside)
    if !examples.contains(example) { examples.append(example) }
  }
}
