import Connections
import Profiles
import Records

extension RunOptions {
  /// What a program asks for: `{"connection": …, "full": true}`. Throws ``ConsoleError`` `badRequest`.
  static func asked(_ body: JSONValue, by: String? = nil) throws(ConsoleError) -> (
    connection: String, RunOptions
  ) {
    try body.allow("connection", "goal", "full", "dry_run", "allow_removals")
    guard let connection = try body.optional("connection", "the name of a connection", \.string) else {
      throw ConsoleError(.badRequest, "'connection' is missing", hint: "name one of GET /status")
    }
    func flag(_ name: String) throws(ConsoleError) -> Bool { try body.optional(name, "true or false", \.bool) ?? false }
    return (
      connection,
      RunOptions(
        goal: try body.optional("goal", "the name of a goal", \.string), full: try flag("full"),
        dryRun: try flag("dry_run"), allowsRemovals: try flag("allow_removals"), trigger: "api", startedBy: by)
    )
  }
}

extension ServedRun {
  /// How it stands once it has its number, which comes within a moment unless it waits for its turn; blocks so long at most.
  func begun(within seconds: Double) -> State {
    wait(seconds: seconds) { $0.stage == .waiting || $0.stage == .ended || $0.number != nil }
  }

  /// What was asked for, and how it stands, for programs.
  func json(_ state: State) -> JSONValue {
    [
      "request": .integer(id), "connection": .string(connection.id), "state": .string(state.stage.rawValue),
      "run": state.number.map { .integer($0) } ?? nil, "continues": state.continues.map { .integer($0) } ?? nil,
      "progress": state.progress.map(\.json) ?? nil, "runs": .array(state.runs.map { $0.json() }),
      "message": state.failure.map { .string($0) } ?? nil,
    ]
  }
}

extension RunProgress {
  /// How far a run is, for programs.
  var json: JSONValue {
    [
      "goal": .string(goal), "stage": .string(stage.rawValue), "rows": .integer(Int64(rows)),
      "bytes": .integer(bytes), "total": total.map { .integer($0) } ?? nil,
      "seconds": .number(secondsElapsed),
    ]
  }
}
