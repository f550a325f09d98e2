import ArgumentParser
import Foundation
import Profiles
import Records
import SQLiteStore

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "A consistent copy of the store, also while runs go on.",
    discussion: """
      The copy holds profiles, definitions, the history of runs, checkpoints and what is not delivered yet. Plugins,
      connection files and plugins.lock lie beside the store as files: copy them as such.

      Examples:
        millrace backup /var/backups/millrace-$(date +%F).db
        millrace restore /var/backups/millrace-2026-01-31.db
      """)

  @Argument(help: "The file to write; it must not exist.", completion: .file())
  var file: String

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    try homeOptions.folder.openStoreForReading().backup(to: URL(fileURLWithPath: file))
    let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
    Terminal.say("\(file): \((size / 1000).grouped) kB")
  }
}

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup in the place of the store.",
    discussion: """
      Nothing else may have the store open for writing. The backup is copied and looked at first; the store that was there is
      kept as millrace.db.before-restore.
      """)

  @Argument(help: "A file that 'millrace backup' wrote.", completion: .file())
  var file: String

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    try home.create()
    try SQLiteStore.restore(URL(fileURLWithPath: file), to: home.database.path)
    Terminal.say("\(home.database.path) is as \(file)")
  }
}
