import Connections
import Foundation
import PluginHost
import Profiles
import SQLiteStore

/// The one place that puts an installation together from its home folder.
extension Home {
  /// The store for a command that changes something. Throws ``ProfilesError`` where another process has it.
  func openStore() throws -> SQLiteStore {
    try create()
    return try SQLiteStore(path: database.path)
  }

  /// The store for a command that only looks, also while a run goes on.
  func openStoreForReading() throws -> SQLiteStore {
    guard FileManager.default.fileExists(atPath: database.path) else {
      // Nothing was ever written: an empty store answers every question rightly.
      return try openStore()
    }
    return try SQLiteStore(path: database.path, access: .readOnly)
  }

  func catalogue() throws -> PluginCatalogue {
    PluginCatalogue(folders: [plugins, Home.shippedPlugins], cacheFolder: cache, worker: try .find())
  }

  /// The files that may run in this process: those that an operator trusted, and those that came with the program.
  func trusted() throws -> Set<String> {
    // A program that was built by hand may have come without any.
    let shipped = try? FileManager.default.contentsOfDirectory(at: Home.shippedPlugins, includingPropertiesForKeys: nil)
    return try TrustList(url: trustList).hashes().union(
      (shipped ?? []).filter { $0.pathExtension == "so" }.map { try PluginFile(reading: $0.path).sha256 })
  }

  func installation(store: any ProfileStore) throws -> Installation {
    Installation(
      store: store, catalogue: try catalogue(), worker: try .find(), trusted: try trusted(), spoolFolder: spool)
  }
}
