import GRDB
import Profiles

extension ReadSession {
  func touchCount(
    _ profile: ProfileID, in stage: StageReference, after moment: Timestamp, besides goal: GoalReference?, run: Int64
  ) throws -> Int {
    try using(.touchCount) { statement in
      statement.bind(1, profile.rawValue)
      statement.bind(4, moment.microseconds)
      statement.bind(5, goal?.id ?? 0)
      statement.bind(6, run)
      return try statement.with(2, stage.lifecycle) {
        try statement.with(3, stage.stage) {
          _ = try statement.step()
          return Int(statement.integer(0))
        }
      }
    }
  }

  func hasViewed(_ profile: ProfileID, _ interaction: String, since moment: Timestamp) throws -> Bool {
    try using(.lastView) { statement in
      statement.bind(1, profile.rawValue)
      return try statement.with(2, interaction) {
        try statement.step() && statement.integer(0) >= moment.microseconds
      }
    }
  }

  func viewedInteractions(of profile: ProfileID, _ body: (ViewedInteraction) throws -> Void) throws {
    try using(.viewedInteractions) { statement in
      statement.bind(1, profile.rawValue)
      while try statement.step() {
        try body(
          ViewedInteraction(
            id: statement.bytes(0), name: statement.bytes(1), first: Timestamp(microseconds: statement.integer(2)),
            last: Timestamp(microseconds: statement.integer(3)), count: statement.integer(4)))
      }
    }
  }

  func interactions() throws -> [Interaction] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT interaction, name, count(*) FROM viewed_interaction
        LEFT JOIN interaction ON interaction.id = viewed_interaction.interaction
        GROUP BY interaction ORDER BY interaction
        """
    ).map { Interaction(id: $0[0], name: $0[1], profiles: $0[2]) }
  }
}
