import Foundation

/// Strikes and suspensions of plugin files by SHA-256, in a file that several processes share.
///
/// Thread: any, and any process.
public struct SuspensionList: Sendable {
  public let url: URL
  private let now: @Sendable () -> Date

  public init(url: URL, now: @escaping @Sendable () -> Date = { Date() }) {
    self.url = url
    self.now = now
  }

  private struct Stored: Codable {
    var format = 1
    var plugins: [Suspension]
  }

  /// Those that are suspended now. Throws ``PluginHostError`` with code `file` or `exposed`.
  public func active() throws -> [Suspension] {
    let now = now()
    return try all(in: SharedFile(url: url).read()).filter { $0.isActive(at: now) }
  }

  /// The suspension of these bytes that is in force; nil where there is none. Throws as ``active()`` does.
  public func active(_ sha256: String) throws -> Suspension? { try active().first { $0.sha256 == sha256 } }

  /// A goal stopped because of the plugin. Answers its suspension where it is suspended from now on. Throws
  /// ``PluginHostError``.
  func strike(_ plugin: PluginDescription, _ sha256: String, reason: String) throws -> Suspension? {
    var suspension: Suspension?
    let now = now()
    try update { all in
      let index =
        all.firstIndex { $0.sha256 == sha256 }
        ?? {
          all.append(Suspension(plugin, sha256: sha256))
          return all.count - 1
        }()
      if all[index].strike(reason, at: now) { suspension = all[index] }
    }
    return suspension
  }

  /// A goal ended without a failure of the file. Writes only where something is held against it. Throws ``PluginHostError``.
  func clear(_ sha256: String) throws {
    let now = now()
    guard try all(in: SharedFile(url: url).read()).contains(where: { $0.sha256 == sha256 }) else { return }
    try update { all in all.removeAll { $0.sha256 == sha256 && !$0.isActive(at: now) } }
  }

  /// Forgets everything that is held against some files; answers those that were suspended. `before` is called with them
  /// when it is sure what will be written. Throws ``PluginHostError`` and what the two throw.
  func lift(_ isMeant: (Suspension) -> Bool, before: ([Suspension]) throws -> Void) throws -> [Suspension] {
    var lifted: [Suspension] = []
    let now = now()
    try update { all in
      lifted = all.filter { isMeant($0) && $0.isActive(at: now) }
      if !lifted.isEmpty { try before(lifted) }
      all.removeAll(where: isMeant)
    }
    return lifted
  }

  private func update(_ change: (inout [Suspension]) throws -> Void) throws {
    try SharedFile(url: url).update { data in
      let old = try all(in: data)
      var new = old
      try change(&new)
      return new == old ? nil : try SharedFile.json(Stored(plugins: new))
    }
  }

  private func all(in data: Data?) throws -> [Suspension] {
    guard let data, !data.isEmpty else { return [] }
    return try SharedFile(url: url).decode(Stored.self, from: data).plugins
  }
}
