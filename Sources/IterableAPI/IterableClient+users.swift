import Foundation
import Records

/// A profile at Iterable.
public struct IterableUser: Sendable, Equatable {
  public var email: String?
  public var userID: String?
  /// The JSON object of the profile's fields.
  public var dataFields: JSONValue
}

extension IterableClient {
  /// The profile, or nil when Iterable has none.
  public func user(_ identifier: Identifier) throws -> IterableUser? {
    let call =
      switch identifier {
      case .email(let email): Call(endpoint: .userByEmail, query: [("email", email)])
      case .userID(let userID): Call(endpoint: .userByUserID, query: [("userId", userID)])
      }
    do {
      guard let user = try json(call)["user"], user.object?.isEmpty == false else { return nil }
      return IterableUser(
        email: user["email"]?.string, userID: user["userId"]?.string, dataFields: user["dataFields"] ?? .object([]))
    } catch let error as IterableError where error.saysNoSuchUser {
      return nil
    }
  }

  /// Name and type of every user field; nested ones with dotted names, arrays with their elements' type.
  /// - Parameter isNeeded: false: the answer can be done without, so a server in trouble is not asked again.
  public func fields(isNeeded: Bool = true) throws -> [String: String] {
    var call = Call(endpoint: .userFields)
    if !isNeeded { call.triesOfBrokenAnswer = 1 }
    guard let fields = try json(call)["fields"]?.object else {
      throw malformed(.userFields, "the answer has no fields")
    }
    return Dictionary(fields.compactMap { field in field.value.string.map { (field.key, $0) } }) { first, _ in first }
  }

  /// Creates or updates people. Rows about the same person go to Iterable in their order, in separate requests.
  /// - Parameter createNewFields: nil leaves it to the project's setting.
  public func bulkUpdate(_ users: [UserPayload], createNewFields: Bool? = nil) -> BulkOutcome {
    let request = BulkRequest(
      endpoint: .bulkUpdateUsers, head: #"{"users":["#, tail: BulkRequest.tail(createNewFields: createNewFields),
      separatesDuplicates: true)
    return BulkDelivery(client: self, request: request, rows: users.map(BulkRow.init)).run()
  }

  /// A cheap call that throws when the key, the host or the way there is wrong.
  public func verifyKey() throws { _ = try lists() }
}

extension IterableError {
  /// The shapes in which Iterable says that it has no such user; one of them with status 500.
  var saysNoSuchUser: Bool {
    iterableCode == "error.users.noUserWithIdExists" || message.hasPrefix("No user with that id exists")
      || message.contains("error.users.noUserWithIdExists")
      || (httpStatus == 400 && ["UnknownUserIdError", "UnknownEmailError"].contains(iterableCode))
  }
}
