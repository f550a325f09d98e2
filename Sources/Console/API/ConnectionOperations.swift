import Connections
import Foundation
import HTTPTypes
import Profiles
import Records

/// Connections, their texts and versions.
enum ConnectionOperations {
  static let all: [APIOperation] = [
    .get("/connections") { visit in
      let (summaries, refused) = try visit.workspace.connections()
      return .json([
        "connections": .array(summaries.map(\.json)),
        "refused": .array(refused.map { .string(ConsoleError(describing: $0).description) }),
      ])
    },
    .get("/connections/{connection}", show),
    .put("/connections/{connection}", apply),
    .delete("/connections/{connection}") { visit in
      let id = try visit.parameter("connection")
      try check(visit, id, expecting: visit.expectedVersion())
      let version = try visit.workspace.library.delete(id)
      return .json(["connection": .string(id), "version": .integer(version.number)])
    },
    .post("/connections/{connection}/enabled") { visit in
      let (id, body) = (try visit.parameter("connection"), visit.body ?? .object([]))
      try body.allow("enabled")
      guard let isEnabled = try body.optional("enabled", "true or false", \.bool) else {
        throw ConsoleError(.badRequest, "'enabled' is missing")
      }
      let kept = try visit.edit(id, isEnabled ? .enable : .disable, note: nil) {
        try $0.put("enabled", .bool(isEnabled))
      }
      return answer(kept)
    },
    .get("/connections/{connection}/versions") { visit in
      let versions = try visit.workspace.library.history(of: visit.parameter("connection"), limit: visit.limit())
      return .json(["versions": .array(versions.map(\.json))])
    },
    .post("/connections/{connection}/versions/{version}/restore") { visit in
      let (id, number) = (try visit.parameter("connection"), try visit.number("version"))
      try check(visit, id, expecting: visit.expectedVersion())
      return answer(try visit.workspace.library.restore(id, number))
    },
    .post("/connections/{connection}/check") { visit in
      let connection = try visit.workspace.library.connection(visit.parameter("connection"))
      return .json(Check.of(connection, in: visit.workspace.installation).json)
    },
    .get("/connections/{connection}/upcoming") { visit in
      let connection = try visit.workspace.library.connection(visit.parameter("connection"))
      let moments =
        connection.enabled
        ? connection.schedule?.upcoming(try visit.limit(most: 1000), after: visit.workspace.now) ?? [] : []
      return .json(["upcoming": .array(moments.map { .string(Timestamp($0).description) })])
    },
  ]

  private static func show(_ visit: Visit) throws -> Answer {
    let id = try visit.parameter("connection")
    let member = try visit.workspace.library.member(id)
    guard member.ruler != .deleted else { throw ConsoleError(.notFound, "there is no connection '\(id)'") }
    let summary = try visit.workspace.summary(of: member)
    let goals = (try? member.connection())?.goals ?? []
    let members: [JSONValue.Member] = [
      .init(key: "version", value: member.version.map { .integer($0.number) } ?? nil),
      .init(key: "text", value: .string(try visit.workspace.library.text(of: id, version: nil))),
      .init(
        key: "goals",
        value: .array(
          goals.map {
            ["goal": .string($0.name), "kind": .string($0.kind.rawValue), "active": .bool($0.active)]
          })),
    ]
    return .json(.object((summary.json.object ?? []) + members), headers: etag(member.version?.number))
  }

  private static func apply(_ visit: Visit) throws -> Answer {
    let (id, body, library) = (try visit.parameter("connection"), visit.body ?? .object([]), visit.workspace.library)
    try body.allow("text", "note")
    guard let text = try body.optional("text", "the connection's YAML", \.string) else {
      throw ConsoleError(.badRequest, "'text' is missing", hint: "send the connection's YAML")
    }
    let note = try body.optional("note", "a text", \.string)
    let file = ConnectionFile(parsing: text, name: id, folder: visit.workspace.home)
    if let connection = file.connection, connection.id != id {
      throw ConsoleError(.badRequest, "the text is that of connection '\(connection.id)'")
    }
    let isDry = visit.query.isOn("dry_run")
    let expected = isDry ? nil : try visit.expectedVersion()
    let isThere = (try? library.member(id)).map { $0.ruler != .deleted } ?? false
    if isThere { try check(visit, id, expecting: expected) }
    let plan = try library.plan(file, now: visit.workspace.now)
    if isDry { return .json(["plan": plan.json]) }
    let kept = try library.apply(file, note: note)
    return .json(
      [
        "connection": .string(id), "version": .integer(kept.version.number), "changed": .bool(kept.isNew),
        "plan": plan.json,
      ],
      headers: etag(kept.version.number))
  }

  /// Throws where somebody changed it meanwhile.
  private static func check(_ visit: Visit, _ id: String, expecting version: Int64?) throws {
    let current = try visit.workspace.library.member(id).version?.number
    if let version, version != current {
      throw ConsoleError(.outdated, "connection '\(id)' is version \(current ?? 0) now", hint: "get it again")
    }
  }

  static func etag(_ version: Int64?) -> HTTPFields { version.map { [.eTag: "\"\($0)\""] } ?? [:] }

  static func answer(_ kept: KeptVersion) -> Answer {
    .json(
      [
        "connection": .string(kept.version.connection), "version": .integer(kept.version.number),
        "changed": .bool(kept.isNew),
      ], headers: etag(kept.version.number))
  }
}

extension Visit {
  /// As ``edit(_:_:note:to:done:_:)``, for programs: a connection that a file rules is refused.
  fileprivate func edit(
    _ id: String, _ origin: ConnectionVersion.Origin, note: String?, _ body: (inout ConnectionEditor) throws -> Void
  ) throws -> KeptVersion {
    if case .file(let url) = try workspace.library.member(id).ruler {
      throw ConsoleError(.conflict, "connection '\(id)' is ruled by the file \(url.path)", hint: "change that file")
    }
    return try workspace.library.edit(id, expecting: expectedVersion(), origin, note: note, body)
  }
}

extension ConnectionVersion {
  /// Without its text.
  fileprivate var json: JSONValue {
    [
      "connection": .string(connection), "version": .integer(number), "origin": .string(origin.rawValue),
      "actor": .string(actor), "note": note.map { .string($0) } ?? nil, "file": file.map { .string($0) } ?? nil,
      "created": .string(at.description),
    ]
  }
}

extension Plan {
  fileprivate var json: JSONValue {
    [
      "changes": .array(changes.map { .string("\($0)") }), "consequences": .array(consequences.map { .string($0) }),
      "changes_text": .bool(changesText),
    ]
  }
}

extension Check {
  /// The steps for programs.
  var json: JSONValue {
    [
      "ok": .bool(isOK),
      "steps": .array(
        steps.map { step in
          let (result, message, hint): (String, String, String?) =
            switch step.result {
            case .ok(let text): ("ok", text, nil)
            case .warning(let text, let hint): ("warning", text, hint)
            case .failed(let text, let hint): ("failed", text, hint)
            case .notReached: ("not_reached", "", nil)
            }
          return [
            "step": .string(step.name), "result": .string(result), "message": .string(message),
            "hint": hint.map { .string($0) } ?? nil,
          ]
        }),
    ]
  }
}
