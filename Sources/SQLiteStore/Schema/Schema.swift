import GRDB
import Profiles

/// The tables, and how they came to be. A migration that was released never changes.
enum Schema {
  /// Names the file as a store of profiles: "MILL".
  static let applicationID = 0x4D49_4C4C

  /// In the order in which they were released; a new one is a file beside this one, and a line at the end.
  private static let migrations: [Migration] = [
    .profiles,
    .eventTypes,
    .memberships,
    .timeline,
    .sentEvents,
    .groups,
    .lifecycles,
    .history,
    .connectionVersions,
    .notifications,
    .sourceFields,
    .rejectedAgain,
  ]

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    for migration in migrations {
      migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
    }
    return migrator
  }()

  /// Throws `storeIncompatible` where the file is no store, or one of a newer version. An empty file is welcome, and so is one
  /// whose making was interrupted: the migrator's list of migrations is committed before the first of them.
  static func check(_ database: Database, path: String) throws {
    let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
    guard tables.contains(where: { $0 != "grdb_migrations" }) else { return }
    guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
      throw ProfilesError(
        .storeIncompatible, "\(path) is an SQLite database, but not a store of profiles", hint: "choose another path")
    }
    guard try !migrator.hasBeenSuperseded(database) else {
      throw ProfilesError(
        .storeIncompatible, "the store \(path) was written by a newer version of millrace",
        hint: "use that version, or restore a backup from before the upgrade")
    }
  }

  /// Throws `storeIncompatible` where a migration is to come, which readers cannot make.
  static func checkIsCurrent(_ database: Database, path: String) throws {
    guard try migrator.hasCompletedMigrations(database) else {
      throw ProfilesError(
        .storeIncompatible, "the store \(path) is of an older version", hint: "open it for writing once to upgrade it")
    }
  }
}
