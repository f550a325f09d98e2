/// A delivery that was decided and is not acknowledged yet. `payload` is valid only during the call that hands it out.
public struct OutboxEntry {
  /// Given by the store, ascending in the order of writing.
  public var id: Int64
  public var run: Int64
  public var profile: ProfileID
  /// The caller's word for what it is, such as `update` or `subscribe`.
  public var kind: String
  /// Of an event: the revision of it that is delivered; else 0.
  public var revision: Int64
  public var payload: UnsafeRawBufferPointer

  public init(
    id: Int64, run: Int64, profile: ProfileID, kind: String, revision: Int64 = 0, payload: UnsafeRawBufferPointer
  ) {
    self.id = id
    self.run = run
    self.profile = profile
    self.kind = kind
    self.revision = revision
    self.payload = payload
  }
}
