/// A delivery that was decided and is not acknowledged yet. `payload` is valid only during the call that hands it out.
public struct OutboxEntry {
  /// Given by the store, ascending in the order of writing.
  public var id: Int64
  public var run: Int64
  public var profile: ProfileID
  /// The caller's word for what it is, such as `update` or `subscribe`.
  public var kind: String
  public var payload: UnsafeRawBufferPointer

  public init(id: Int64, run: Int64, profile: ProfileID, kind: String, payload: UnsafeRawBufferPointer) {
    self.id = id
    self.run = run
    self.profile = profile
    self.kind = kind
    self.payload = payload
  }
}
