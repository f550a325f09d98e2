import CSandbox
import Foundation

/// The subscribers that a sandbox is born with: rows of a user export, about 1 KB each, as Iterable would send them.
///
/// A row is a pure function of `(seed, projectType, clean, index)`: nothing is kept, so millions cost no memory.
/// The rows are as dirty as those of a real project unless `clean`: odd spelling, spaces and case of e-mails, invalid
/// and missing ones, the same person twice, `"NULL"` texts, missing and empty fields, phone numbers in many spellings.
public struct SubscriberGenerator: Sendable {
  /// No row is longer, in bytes.
  public static let longestRow = Int(SUBSCRIBERS_ROW_LIMIT)

  let population: subscribers

  public init(seed: UInt64, projectType: ProjectType = .email, clean: Bool = false) {
    let type =
      switch projectType {
      case .email: SUBSCRIBERS_BY_EMAIL
      case .userID: SUBSCRIBERS_BY_USER_ID
      case .hybrid: SUBSCRIBERS_HYBRID
      }
    population = subscribers(seed: seed, project_type: UInt32(type), clean: clean)
  }

  /// Writes the row of subscriber `index` (from 0), one line of JSON ending with `\n`.
  /// - Parameter bytes: room for `longestRow` bytes; the caller's.
  /// - Returns: how many bytes were written.
  public func write(index: Int, into bytes: UnsafeMutableRawPointer) -> Int {
    write(index: index, fields: .max, into: bytes)
  }

  /// Appends the row of subscriber `index` (from 0), one line of JSON ending with `\n`.
  public func write(index: Int, appendingTo bytes: inout [UInt8]) {
    bytes += [UInt8](unsafeUninitializedCapacity: Self.longestRow) { room, count in
      count = write(index: index, into: UnsafeMutableRawPointer(room.baseAddress!))
    }
  }

  /// Writes the first `count` rows as NDJSON to a new file at `url`, which is replaced.
  /// - Throws: `SandboxError` (`cannotWrite`).
  public func write(count: Int, to url: URL) throws {
    guard let file = fopen(url.path, "w") else { throw Self.cannotWrite(url) }
    let row = UnsafeMutableRawPointer.allocate(byteCount: Self.longestRow, alignment: 1)
    defer { row.deallocate() }
    var failed = false
    for index in 0..<count where !failed {
      let length = write(index: index, into: row)
      failed = fwrite(row, 1, length, file) != length
    }
    if fclose(file) != 0 || failed { throw Self.cannotWrite(url) }
  }

  private static func cannotWrite(_ url: URL) -> SandboxError {
    SandboxError(
      code: .cannotWrite, message: "cannot write \(url.path): \(String(cString: strerror(errno)))",
      hint: "the folder must exist, be writable and have room for about 1.2 KB a row")
  }

  /// As `write(index:into:)` with the top-level fields whose bits are set, counted in the order of `fields`.
  func write(index: Int, fields: UInt64, into bytes: UnsafeMutableRawPointer) -> Int {
    withUnsafePointer(to: population) {
      subscribers_row($0, UInt64(index), fields, bytes.assumingMemoryBound(to: CChar.self))
    }
  }

  /// Dotted name and Iterable type of every seeded field; those at the top of a row come first, in order.
  static let fields: [(name: String, type: FieldType)] = (0..<Int(subscribers_field_count)).map { place in
    let field = subscribers_fields()![place]
    return (String(cString: field.name), FieldType(rawValue: String(cString: field.type))!)
  }
  static let topLevelCount = Int(subscribers_top_level_count)
}

extension SubscriberGenerator {
  /// Seconds since 1970 of the row's `profileUpdatedAt`.
  func updatedAt(index: Int) -> Int {
    withUnsafePointer(to: population) { Int(subscribers_updated_at($0, UInt64(index))) }
  }

  /// The purchase or event of a subscriber, as `write` gives it, and its time; `nil` where there is none.
  func recorded(
    index: Int,
    _ write: (UnsafePointer<subscribers>?, UInt64, UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<CChar>?) -> Int
  ) -> (text: [UInt8], time: Int)? {
    var time: Int64 = 0
    let text = [UInt8](unsafeUninitializedCapacity: Self.longestRow) { room, count in
      count = room.withMemoryRebound(to: CChar.self) { text in
        withUnsafePointer(to: population) { write($0, UInt64(index), &time, text.baseAddress) }
      }
    }
    return text.isEmpty ? nil : (text, Int(time))
  }
}
