import Foundation
import Profiles
import Records

/// What is told of a run, the same to everybody: a JSON object, which webhooks get as it is and e-mails put into words.
/// Nothing in it names a person whose profile the store keeps.
struct News {
  enum Event: String {
    /// A run ended, or could not begin.
    case runEnded = "run_ended"
    /// The first run that works after one that did not.
    case recovered
    case test
  }

  let json: JSONValue

  init(json: JSONValue) { self.json = json }

  private init(_ event: Event, of connection: Connection, at time: Timestamp, _ more: [JSONValue.Member]) {
    json = .object(
      [
        .init(key: "event", value: .string(event.rawValue)), .init(key: "time", value: .string(time.description)),
        .init(key: "connection", value: ["id": .string(connection.id), "name": .string(connection.name)]),
      ] + more)
  }

  /// The most frequent reasons of rejects that are told.
  static let mostReasons = 10

  static func ended(_ run: Run, _ event: Event, of connection: Connection, rejects: [RejectGroup], at time: Timestamp)
    -> News
  {
    var masked = run
    masked.message = run.message.map { Redaction.redacted(sentence: $0) }
    for index in masked.goals.indices {
      masked.goals[index].message = run.goals[index].message.map { Redaction.redacted(sentence: $0) }
    }
    let seconds = run.ended.map { Double($0.microseconds - run.started.microseconds) / 1_000_000 }
    return News(
      event, of: connection, at: time,
      [
        .init(key: "failed", value: .bool(run.isTrouble)), .init(key: "run", value: masked.json(withProfiles: false)),
        .init(key: "duration_seconds", value: seconds.map { .number(($0 * 10).rounded() / 10) } ?? nil),
        .init(key: "rejects", value: .array(rejects.prefix(mostReasons).map { json($0, connection) })),
        next(connection, time),
      ])
  }

  /// A run that was due, or asked for, and could not begin.
  static func notStarted(_ connection: Connection, _ reason: String, at time: Timestamp) -> News {
    News(
      .runEnded, of: connection, at: time,
      [
        .init(key: "failed", value: true), .init(key: "run", value: nil),
        .init(key: "message", value: .string(Redaction.redacted(sentence: reason))), next(connection, time),
      ])
  }

  static func test(_ connection: Connection, at time: Timestamp) -> News {
    News(.test, of: connection, at: time, [.init(key: "failed", value: false), next(connection, time)])
  }

  private static func json(_ reject: RejectGroup, _ connection: Connection) -> JSONValue {
    let processors = connection.goals.first { $0.name == reject.goal }?.processors ?? []
    let plugin = processors.indices.contains(reject.step - 1) ? processors[reject.step - 1].plugin : nil
    return [
      "goal": .string(reject.goal), "step": .integer(Int64(reject.step)), "plugin": plugin.map { .string($0) } ?? nil,
      "code": .string(reject.code), "field": .string(reject.field), "count": .integer(Int64(reject.count)),
    ]
  }

  private static func next(_ connection: Connection, _ time: Timestamp) -> JSONValue.Member {
    let next = connection.enabled ? connection.schedule?.next(after: time.date) : nil
    return .init(key: "next", value: next.map { .string(Timestamp($0).description) } ?? nil)
  }
}
