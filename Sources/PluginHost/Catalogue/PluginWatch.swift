/// What comes, changes and goes in the folders of a catalogue while a process runs.
///
/// A run holds the very files that it began with (``ProcessorReference/file``), so what changes is for the next one.
public struct PluginWatch: Sendable {
  public enum Change: Sendable {
    case appeared(PluginCatalogue.Entry)
    /// The same path with other bytes.
    case changed(from: PluginCatalogue.Entry, to: PluginCatalogue.Entry)
    case removed(PluginCatalogue.Entry)
  }

  private let catalogue: PluginCatalogue
  private var watch: FolderWatch
  private var entries: [String: PluginCatalogue.Entry] = [:]

  public init(_ catalogue: PluginCatalogue) {
    self.catalogue = catalogue
    watch = FolderWatch(folders: catalogue.folders, extensions: PluginCatalogue.extensions)
  }

  /// What has changed since the last call, by path; at the first call every file has appeared. Files are asked, in a
  /// throw-away worker, only when something changed. Throws ``PluginHostError`` with code `file`; the next call tries again.
  public mutating func changes() throws -> [Change] {
    var watch = watch
    let hasChanged = watch.changed()
    guard hasChanged else {
      self.watch = watch
      return []
    }
    let now = Dictionary(try catalogue.scan().map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    self.watch = watch
    defer { entries = now }
    return Set(now.keys).union(entries.keys).sorted().compactMap { path in
      switch (entries[path], now[path]) {
      case (nil, let entry?): .appeared(entry)
      case (let entry?, nil): .removed(entry)
      case (let old?, let new?):
        old.sha256 == new.sha256 && old.plugin == new.plugin ? nil : .changed(from: old, to: new)
      case (nil, nil): nil
      }
    }
  }
}
