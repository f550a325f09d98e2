@_exported import CBatch
@_exported import CMillrace
import Glibc

/// Up to 1,024 records as columns of cells in one block of memory, which worker processes can map as it is.
///
/// The layout is `batch_region.h`; this class owns the block. A batch belongs to one thread at a time: stages hand it
/// on, they never share it. It is made once and used again (``reset()``), so a row never costs an object.
public final class Batch: @unchecked Sendable {
  /// The block's virtual size in bytes. Only pages that were written take memory.
  public static let capacity: UInt64 = 256 << 20

  public let region: UnsafeMutablePointer<mrb_region>
  /// The memory file behind the block, open as long as the batch lives.
  public let descriptor: Int32
  /// Why rows were rejected, in the order in which it happened. Rare, so these may be objects.
  public var rejections: [RowRejection] = []

  /// Throws ``RecordsError`` where the system gives no memory.
  public init() throws {
    var descriptor: Int32 = -1
    guard let block = mrb_map_block(Self.capacity, &descriptor) else {
      throw RecordsError(.memory, "no memory for a batch: \(String(cString: strerror(errno)))")
    }
    self.descriptor = descriptor
    region = block.assumingMemoryBound(to: mrb_region.self)
    _ = mrb_init(block, Self.capacity)
  }

  deinit {
    mrb_unmap_block(region, Self.capacity, descriptor)
  }

  /// Empties the batch for its next use.
  ///
  /// A batch that once held something large gives the memory back, so that one giant record does not stay paid for.
  public func reset() {
    let kept: UInt64 = 16 << 20
    if region.pointee.used > kept { mrb_trim_block(region, Self.capacity, kept) }
    mrb_reset(region)
    rejections.removeAll(keepingCapacity: true)
  }

  // MARK: Rows

  public var rowCount: Int {
    get { Int(region.pointee.row_count) }
    set { region.pointee.row_count = UInt32(newValue) }
  }

  /// `MR_ROW_KEPT`, `MR_ROW_DROPPED` or `MR_ROW_REJECTED` of each row.
  public var rowStates: UnsafeMutablePointer<UInt8> { mrb_row_states(region) }
  /// Each record's number in its source, from 1.
  public var rowNumbers: UnsafeMutablePointer<UInt64> { mrb_row_numbers(region) }
  /// The byte of the source just behind each record.
  public var rowPositions: UnsafeMutablePointer<UInt64> { mrb_row_positions(region) }

  public func isKept(_ row: Int) -> Bool { rowStates[row] == UInt8(MR_ROW_KEPT) }

  public var keptCount: Int {
    let states = rowStates
    var kept = 0
    for row in 0..<rowCount where states[row] == UInt8(MR_ROW_KEPT) { kept += 1 }
    return kept
  }

  /// Takes the row out of the batch with a reason that is kept.
  public func reject(_ rejection: RowRejection) {
    rowStates[rejection.row] = UInt8(MR_ROW_REJECTED)
    rejections.append(rejection)
  }

  /// Appends a row without fields; nil where the batch has all the rows it may hold.
  public func appendRow(number: UInt64, position: UInt64 = 0) -> Int? {
    let row = rowCount
    guard row < Int(MRB_ROWS) else { return nil }
    rowStates[row] = UInt8(MR_ROW_KEPT)
    rowNumbers[row] = number
    rowPositions[row] = position
    rowCount = row + 1
    return row
  }

  // MARK: Columns

  /// All columns that were ever in the batch; those that are `removed` are no longer fields.
  public var columns: UnsafeBufferPointer<mrb_column> {
    UnsafeBufferPointer(start: mrb_columns(region), count: Int(region.pointee.column_count))
  }

  /// Index of the field's column; nil where there is no such field.
  public func column(named name: String) -> Int? {
    var name = name
    let index = name.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { mrb_find_column(region, $0.baseAddress, UInt32($0.count)) }
    }
    return index < 0 ? nil : Int(index)
  }

  /// Index of the field's column, made with all cells absent where there is none. Throws ``RecordsError``.
  public func addColumn(named name: String, step: Int = 0) throws -> Int {
    if let index = column(named: name) { return index }
    var copy = name
    let index = copy.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        mrb_add_column(region, $0.baseAddress, UInt32($0.count), UInt32(step))
      }
    }
    guard index >= 0 else { throw RecordsError(.batchFull, "a batch holds no more than \(MRB_COLUMNS) fields") }
    return Int(index)
  }

  public func name(ofColumn index: Int) -> String {
    let column = columns[index]
    return String(
      decoding: UnsafeRawBufferPointer(start: mrb_bytes(region, column.name), count: Int(column.name_length)),
      as: UTF8.self)
  }

  /// The column's cells, one a row.
  public func cells(_ index: Int) -> UnsafeMutablePointer<mr_cell> {
    mrb_cells(region, mrb_columns(region) + index)
  }

  // MARK: Values

  /// The bytes of a text, list or object. Valid until ``reset()``.
  public func bytes(of cell: mr_cell) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: mrb_bytes(region, cell.as.offset), count: Int(cell.length))
  }

  /// Sets a cell to a copy of `bytes`: UTF-8 for `MR_TEXT`, JSON text for `MR_LIST` and `MR_OBJECT`.
  public func set(_ cell: UnsafeMutablePointer<mr_cell>, kind: UInt32, bytes: UnsafeRawBufferPointer) throws {
    guard mrb_set_bytes(region, cell, UInt8(kind), bytes.baseAddress, UInt64(bytes.count)) else {
      throw RecordsError(.batchFull, "a batch holds no more than \(Self.capacity >> 20) MB")
    }
  }
}

/// Why one row of a batch could not be used.
public struct RowRejection: Sendable, Equatable {
  /// Index in the batch.
  public var row: Int
  /// The processor's place in the chain, from 1; 0 where the record could not be read.
  public var step: Int
  /// A word for programs, such as `not_json` or `plugin_failed`.
  public var code: String
  /// The field it is about; empty where it is about the whole record.
  public var field: String
  /// A sentence for people, without values of the record.
  public var reason: String

  public init(row: Int, step: Int, code: String, field: String = "", reason: String) {
    self.row = row
    self.step = step
    self.code = code
    self.field = field
    self.reason = reason
  }
}
