import Foundation

/// A profile at Iterable.
public struct IterableUser: Sendable {
  public var email: String?
  public var userID: String?
  /// The JSON object of the profile's fields.
  public var dataFields: Data
}

extension IterableClient {
  /// The profile, or nil when Iterable has none.
  public func user(_ identifier: Identifier) throws -> IterableUser? { fatalError("to come") }

  /// Name and type of every user field; nested ones with dotted names, arrays with their elements' type.
  public func fields() throws -> [String: String] { fatalError("to come") }

  /// Creates or updates people. Rows about the same person go to Iterable in their order, in separate requests.
  /// - Parameter createNewFields: nil leaves it to the project's setting.
  public func bulkUpdate(_ users: [UserPayload], createNewFields: Bool? = nil) -> BulkOutcome { fatalError("to come") }

  /// A cheap call that throws when the key, the host or the way there is wrong.
  public func verifyKey() throws { fatalError("to come") }
}
