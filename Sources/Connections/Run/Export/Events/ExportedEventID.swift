import Crypto
import Profiles

/// What an event of ours is called at Iterable, which knows events by one id in the whole project and replaces the one that
/// it has by a later one of the same id.
///
/// It is made of all that an event's identity is, so that sending it again changes nothing and no two events ever meet.
/// Letters, digits and hyphens only, as Iterable asks.
enum ExportedEventID {
  /// What every such id begins with; imports know by it what came from here.
  static let prefix = "millrace-"

  static func text(_ profile: ProfileID, type: String, id: String, date: Timestamp) -> String {
    var hash = SHA256()
    for part in [profile.description, type, id, date.description] {
      hash.update(data: Array(part.utf8))
      hash.update(data: [0])
    }
    return prefix
      + hash.finalize().prefix(20).map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
  }

  /// The id in a request that has one; the first is the request's own.
  static func id(inRequest json: [UInt8]) -> String? {
    let mark = Array(#""id":"\#(prefix)"#.utf8)
    guard json.count >= mark.count else { return nil }
    for start in 0...(json.count - mark.count) where json[start...].starts(with: mark) {
      return String(decoding: json[(start + 6)...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
    return nil
  }

  /// Whether an event or purchase of Iterable's was exported by Millrace.
  static func isExported(_ id: UnsafeRawBufferPointer) -> Bool { id.starts(with: prefix.utf8) }
}
