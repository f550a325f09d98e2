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
    /// Masked as in rejects, and short.
    var examples: [String] = []

    /// What a property for all the values is; nil where none can be.
    var type: Property.ValueType? { holdsObjects ? nil : PropertyTypeGuess.type(of: types) }
  }

  private static let mostExamples = 3
  private static let longestExample = 30

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
    switch UInt32(cell.kind) {
    case MR_OBJECT: field.holdsObjects = true
    case MR_LIST where batch.bytes(of: cell).contains(UInt8(ascii: "{")):
      field.holdsObjects = field.holdsObjects || batch.jsonValue(of: cell)?.array?.contains { $0.object != nil } == true
    default: break
    }
    guard field.examples.count < Self.mostExamples, let value = batch.jsonValue(of: cell).map(Redaction.redacted)
    else { return }
    let text = value.string ?? value.text
    let example = text.count > Self.longestExample ? text.prefix(Self.longestExample) + "…" : Substring(text)
    if !field.examples.contains(String(example)) { field.examples.append(String(example)) }
  }
}
