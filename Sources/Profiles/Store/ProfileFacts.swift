/// What is kept of a profile beside its document, as far as segments ask for it. Throws as ``ProfileReader`` does.
public protocol ProfileFacts: AnyObject {
  /// Lends events of the profile's timeline to `body`; answers how many there were.
  @discardableResult
  func events(of profile: ProfileID, _ filter: EventFilter, _ body: (EventRow) throws -> Void) throws -> Int
  /// Lends one group to `body`, by its type and id; false where there is none.
  func withGroup(_ type: String, _ id: UnsafeRawBufferPointer, _ body: (GroupRow) throws -> Void) throws -> Bool
  /// Whether the profile has seen the interaction at `since` or later.
  func hasViewed(_ profile: ProfileID, _ interaction: String, since: Timestamp) throws -> Bool
}
