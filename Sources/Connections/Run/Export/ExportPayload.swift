import Crypto
import IterableAPI
import Records

/// Makes requests of a batch's rows: `{"email":"jane@example.com","dataFields":{…}}`. One thread at a time.
final class ExportPayload {
  private let fields: [String]
  private let prefersUserID: Bool
  private let json: JSONLinesWriter
  private var batch: Batch?
  private var identifiers: [(field: String, cells: UnsafeMutablePointer<mr_cell>)] = []

  /// `link` in its order: the first that a row has a value for names the user.
  init(_ link: [LinkPair], _ projectType: IterableProject.ProjectType) throws {
    fields = link.map(\.field)
    prefersUserID = projectType != .email
    json = try JSONLinesWriter()
  }

  /// Call it for each batch that comes out of the chain. The identifiers' columns are fields no longer afterwards.
  func prepare(_ batch: Batch) throws {
    self.batch = batch
    identifiers = fields.compactMap { field in
      guard let column = batch.column(named: field) else { return nil }
      mrb_columns(batch.region)[column].removed = 1
      return (field, batch.cells(column))
    }
    try json.prepare(batch)
  }

  /// The row's request; nil where no identifier has a value. Valid until the next call.
  func request(_ row: Int) throws -> UnsafeRawBufferPointer? {
    guard let batch, try beginRequest(row, of: batch) else { return nil }
    if prefersUserID { try append(",\"preferUserId\":true") }
    try append(",\"dataFields\":")
    try json.write(row: row, of: batch)
    try append("}")
    return json.bytes
  }

  /// The row's identifiers alone, as joining a list needs them.
  func subscriber(_ row: Int) throws -> UnsafeRawBufferPointer? {
    guard let batch, try beginRequest(row, of: batch) else { return nil }
    if prefersUserID { try append(",\"preferUserId\":true") }
    try append("}")
    return json.bytes
  }

  private func beginRequest(_ row: Int, of batch: Batch) throws -> Bool {
    json.clear()
    var hasIdentifier = false
    for (field, cells) in identifiers where batch.hasValue(cells[row]) {
      try append(hasIdentifier ? ",\"\(field)\":" : "{\"\(field)\":")
      try json.write(cells[row], of: batch)
      hasIdentifier = true
    }
    return hasIdentifier
  }

  private func append(_ text: StaticString) throws {
    try json.append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private func append(_ text: String) throws {
    var text = text
    try text.withUTF8 { try json.append(UnsafeRawBufferPointer($0)) }
  }

  /// Names a payload: 32 bytes.
  static func hash(of payload: UnsafeRawBufferPointer) -> SHA256.Digest {
    var hash = SHA256()
    hash.update(bufferPointer: payload)
    return hash.finalize()
  }
}

extension UserPayload {
  /// A request as `ExportPayload` or `EventRequest` makes it; nil for anything else.
  init?(request: UnsafeRawBufferPointer) {
    // A purchase has its user in an object.
    let user = Array(#"{"user":"#.utf8)
    let bytes = UnsafeRawBufferPointer(rebasing: request.dropFirst(request.starts(with: user) ? user.count : 0))
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let field = String(decoding: bytes[..<colon], as: UTF8.self)
    var end = colon + 1
    if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
      end += 1
      while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
      end += 1
    } else {
      while end < bytes.count, bytes[end] != UInt8(ascii: ","), bytes[end] != UInt8(ascii: "}") { end += 1 }
    }
    guard end <= bytes.count,
      let value = try? JSONValue(parsing: UnsafeRawBufferPointer(rebasing: bytes[(colon + 1)..<end]))
    else { return nil }
    let name = value.string ?? value.text
    switch field {
    case "{\"email\"": self.init(identifier: .email(name), json: Array(request))
    case "{\"userId\"": self.init(identifier: .userID(name), json: Array(request))
    default: return nil
    }
  }
}
