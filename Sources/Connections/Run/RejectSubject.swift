import Profiles

/// Names what a reject is about, so that a later run knows it again: FNV-1a over the goal, the pass where it is not the
/// goal's own source, and what names the record, the profile or the event.
struct RejectSubject {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  init() {}

  init(_ goal: GoalReference, pass: String? = nil) {
    withUnsafeBytes(of: goal.id.littleEndian) { add($0) }
    guard let pass else { return }
    add(pass)
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  /// A text, with its end.
  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    hash = hash &* 0x100_0000_01b3
  }

  var value: Int64 { Int64(bitPattern: hash) }

  static func of(_ profile: ProfileID, _ goal: GoalReference) -> Int64 {
    var subject = RejectSubject(goal)
    withUnsafeBytes(of: profile.rawValue) { subject.add($0) }
    return subject.value
  }

  /// Of an exported event, by what it is called at Iterable.
  static func of(event id: String, _ goal: GoalReference) -> Int64 {
    var subject = RejectSubject(goal)
    subject.add(id)
    return subject.value
  }

  /// Of a row that a processor held back: all that is known of it is whom it names.
  static func of(heldBack identifier: String, _ goal: GoalReference, pass: String?) -> Int64 {
    var subject = RejectSubject(goal, pass: pass)
    subject.add("held back")
    subject.add(identifier)
    return subject.value
  }
}
