import GRDB
import Profiles

extension WriteSession {
  func addVersion(_ version: ConnectionVersion) throws -> ConnectionVersion {
    var version = version
    let last = try connectionVersions(version.connection, before: nil, limit: 1).first
    version.number = (last?.number ?? 0) + 1
    version.at = now
    try database.execute(
      sql: """
        INSERT INTO connection_version (connection, number, text, folder, file, origin, actor, made_at, note)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        version.connection, version.number, version.text, version.folder, version.file, version.origin.rawValue,
        version.actor, version.at.microseconds, version.note,
      ])
    return version
  }

  func renameGoal(_ name: String, of connection: String, to new: String) throws {
    guard try goal(connection: connection, name: new) == nil else {
      throw ProfilesError(
        .conflict, "connection '\(connection)' had a goal '\(new)' before, and what is kept of both would be mixed up",
        hint: "choose another name")
    }
    try database.execute(
      sql: "UPDATE goal SET name = ? WHERE connection = ? AND name = ?", arguments: [new, connection, name])
    // Runs and rejects know their goals by name.
    for table in ["goal_result", "reject"] {
      try database.execute(
        sql: """
          UPDATE OR IGNORE \(table) SET goal = ? WHERE goal = ? AND run IN (SELECT id FROM run WHERE connection = ?)
          """, arguments: [new, name, connection])
    }
    try renameTouchpoints { touchpoint in
      if touchpoint == Touchpoint(connection: connection, goal: name) { touchpoint.goal = new }
    }
  }

  func renameConnection(_ name: String, to new: String) throws {
    let tables = ["connection_version", "goal", "run", "exchange", "notification", "failure_notice", "source_fields"]
    for table in tables {
      let isTaken = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE connection = ?)", arguments: [new])
      guard isTaken != true else {
        throw ProfilesError(
          .conflict, "there was a connection '\(new)' before, and its history would be mixed up with this one's",
          hint: "choose another name")
      }
    }
    for table in tables {
      try database.execute(
        sql: "UPDATE \(table) SET connection = ? WHERE connection = ?", arguments: [new, name])
    }
    // The fields of a connection's catalogs are remembered by `id/CATALOG`.
    try database.execute(
      sql: """
        UPDATE source_fields SET connection = ?1 || substr(connection, length(?2) + 1)
        WHERE substr(connection, 1, length(?2) + 1) = ?2 || '/'
        """, arguments: [new, name])
    try database.execute(sql: "UPDATE event SET source = ? WHERE source = ?", arguments: [new, name])
    try renameTouchpoints { touchpoint in
      if touchpoint.connection == name { touchpoint.connection = new }
    }
  }

  /// Goals stay the touchpoints of their stages under their new names.
  private func renameTouchpoints(_ rename: (inout Touchpoint) -> Void) throws {
    for known in try lifecycles() {
      var lifecycle = known
      for stage in lifecycle.stages.indices {
        for place in lifecycle.stages[stage].touchpoints.indices {
          rename(&lifecycle.stages[stage].touchpoints[place])
        }
      }
      if lifecycle != known { try putLifecycle(lifecycle) }
    }
  }
}
