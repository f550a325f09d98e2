import Foundation
import Records

/// Somebody who may sign in to the console.
public struct User: Sendable, Equatable {
  public let name: String
  public internal(set) var role: Role
  public let created: Date
  var password: PasswordHash
}

/// A program that may use the API.
public struct APIToken: Sendable, Equatable {
  public let name: String
  public let role: Role
  public let created: Date
  /// From then on it is refused; nil: never.
  public let expires: Date?
  let digest: String
}

/// What `accounts.json` says.
struct AccountBook: Sendable, Equatable {
  var users: [User] = []
  var tokens: [APIToken] = []

  private static let format = Date.ISO8601FormatStyle()

  init() {}

  /// Nil for what is no such file.
  init?(_ json: JSONValue) {
    guard let users = json["users"]?.array, let tokens = json["tokens"]?.array else { return nil }
    for user in users {
      guard let name = user["name"]?.string, let role = user["role"]?.string.flatMap(Role.init),
        let created = Self.date(user["created"]), let password = user["password"]?.string.flatMap(PasswordHash.init)
      else { return nil }
      self.users.append(User(name: name, role: role, created: created, password: password))
    }
    for token in tokens {
      guard let name = token["name"]?.string, let role = token["role"]?.string.flatMap(Role.init),
        let created = Self.date(token["created"]), let digest = token["sha256"]?.string
      else { return nil }
      self.tokens.append(
        APIToken(name: name, role: role, created: created, expires: Self.date(token["expires"]), digest: digest))
    }
  }

  var json: JSONValue {
    [
      "users": .array(
        users.map { user in
          [
            "name": .string(user.name), "role": .string(user.role.rawValue),
            "created": .string(user.created.formatted(Self.format)), "password": .string(user.password.description),
          ]
        }),
      "tokens": .array(
        tokens.map { token in
          [
            "name": .string(token.name), "role": .string(token.role.rawValue),
            "created": .string(token.created.formatted(Self.format)),
            "expires": token.expires.map { .string($0.formatted(Self.format)) } ?? .null,
            "sha256": .string(token.digest),
          ]
        }),
    ]
  }

  private static func date(_ json: JSONValue?) -> Date? { json?.string.flatMap { try? Date($0, strategy: format) } }
}

extension User {
  /// For programs, without the password.
  public var json: JSONValue {
    ["user": .string(name), "role": .string(role.rawValue), "created": .string(created.ISO8601Format())]
  }
}

extension APIToken {
  /// For programs, without the token itself.
  public var json: JSONValue {
    [
      "token": .string(name), "role": .string(role.rawValue), "created": .string(created.ISO8601Format()),
      "expires": expires.map { .string($0.ISO8601Format()) } ?? nil,
    ]
  }
}
