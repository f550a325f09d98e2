import Foundation
import Records

/// One line of the audit log.
public struct AuditEvent: Sendable, Equatable {
  public let time: Date
  public let actor: AuditActor
  /// What was done, such as `plugin.load`.
  public let action: String
  /// What it was done to, and how, in the order of the line. Never a record's or a configuration's value.
  public let facts: [JSONValue.Member]

  /// The fact of this name; nil where there is none.
  public subscript(fact: String) -> JSONValue? { facts.first { $0.key == fact }?.value }
}

extension AuditEvent {
  /// The members of its line.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init(key: "time", value: .string(time.formatted(Self.format))),
      .init(key: "actor", value: .string(actor.user)),
    ]
    if let sudoUser = actor.sudoUser { members.append(.init(key: "sudo_user", value: .string(sudoUser))) }
    if let consoleUser = actor.consoleUser {
      members.append(.init(key: "console_user", value: .string(consoleUser)))
    }
    members.append(.init(key: "action", value: .string(action)))
    return .object(members + facts)
  }

  /// Nil where it is no line of an audit log.
  init?(_ json: JSONValue) {
    guard let members = json.object, let action = json["action"]?.string, let actor = json["actor"]?.string,
      let time = json["time"]?.string.flatMap({ try? Date($0, strategy: Self.format) })
    else { return nil }
    self.time = time
    self.actor = AuditActor(
      user: actor, sudoUser: json["sudo_user"]?.string, consoleUser: json["console_user"]?.string)
    self.action = action
    facts = members.filter { !["time", "actor", "sudo_user", "console_user", "action"].contains($0.key) }
  }

  private static let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
