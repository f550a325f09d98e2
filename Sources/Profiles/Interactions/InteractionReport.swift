/// What a source says of an interaction that a profile has seen. The bytes are borrowed for the call.
///
/// It is what the source knows in all, not what is new: told twice it changes nothing. The earliest first view, the latest
/// last view and the highest count stay. Where the source gives no moment, an interaction that is not known yet counts as
/// seen when it is told of, and one that is known stays as it is.
public struct InteractionReport {
  /// 1 to ``idBytes`` bytes of UTF-8 without quotes, backslashes and control characters.
  public var id: UnsafeRawBufferPointer
  /// No bytes where none is given.
  public var name: UnsafeRawBufferPointer
  public var first: Timestamp?
  public var last: Timestamp?
  public var count: Int64

  public static let idBytes = 200
  static let nameBytes = 1000

  public init(
    id: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer = .init(start: nil, count: 0), first: Timestamp? = nil,
    last: Timestamp? = nil, count: Int64 = 1
  ) {
    self.id = id
    self.name = name
    self.first = first
    self.last = last
    self.count = count
  }
}
