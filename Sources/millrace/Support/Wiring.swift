import Connections
import Console
import Foundation
import PluginHost
import Profiles
import SQLiteStore

/// The one place that puts an installation together from its home folder.
extension Home {
  /// The store for a command that changes something: that of `serve` where the command runs inside it. Throws
  /// ``ServedElsewhere`` where a running `serve` has it, ``ProfilesError`` where another process does.
  func openStore() throws -> SQLiteStore {
    if let served = ServedCommand.current { return served.store }
    try create()
    do {
      return try SQLiteStore(path: database.path)
    } catch let error as ProfilesError where error.code == .storeInUse {
      guard ControlClient(socket: controlSocket).isServed else { throw error }
      throw ServedElsewhere(home: self)
    }
  }

  /// The store for a command that only looks, also while a run goes on.
  func openStoreForReading() throws -> SQLiteStore {
    guard FileManager.default.fileExists(atPath: database.path) else {
      // Nothing was ever written: an empty store answers every question rightly.
      return try openStore()
    }
    return try SQLiteStore(path: database.path, access: .readOnly)
  }

  /// Nil where nothing was written yet.
  func openStoreForReadingIfThere() throws -> SQLiteStore? {
    guard FileManager.default.fileExists(atPath: database.path) else { return nil }
    return try SQLiteStore(path: database.path, access: .readOnly)
  }

  func catalogue() throws -> PluginCatalogue {
    PluginCatalogue(folders: [plugins, Home.shippedPlugins], cacheFolder: cache, worker: try .find())
  }

  /// What plugin files may do, and what is remembered of them.
  var oversight: PluginOversight { PluginOversight(folder: root, shipped: Home.shippedPlugins) }

  /// The connections of this home, by name.
  func library(_ store: any ProfileStore) throws -> ConnectionLibrary {
    ConnectionLibrary(
      folder: connections, store: store, catalogue: try catalogue(), audit: oversight.audit, spoolFolder: spool)
  }

  /// What else the store has, to be changed.
  func editor(_ store: any ProfileStore) throws -> StoreEditor { StoreEditor(try library(store)) }

  func installation(store: any ProfileStore) throws -> Installation {
    let served = ServedCommand.current
    return Installation(
      store: store, catalogue: try catalogue(), worker: try .find(), oversight: oversight, spoolFolder: spool,
      logFolder: logs,
      settings: { [settings] in try Settings(contentsOf: settings) },
      warn: { warning in ServedCommand.on(served) { Terminal.say("millrace: warning: \(warning)") } })
  }
}
