import Foundation

/// What plugin files may do in one run: who is trusted in this process, what workers are granted, and whose files count.
public struct PluginRules: Sendable {
  private let records: [TrustRecord]
  /// SHA-256s that need no record.
  private let trusted: Set<String>
  /// Whether a file that others may change is refused.
  private let refusesExposed: Bool

  private init(records: [TrustRecord], trusted: Set<String>, refusesExposed: Bool) {
    self.records = records
    self.trusted = trusted
    self.refusesExposed = refusesExposed
  }

  /// Workers only, without grants.
  public static let nothing = PluginRules(records: [], trusted: [], refusesExposed: true)

  /// These files may run in this process, wherever they lie: for whoever tries out a file on purpose.
  public static func trying(_ sha256s: Set<String>) -> PluginRules {
    PluginRules(records: [], trusted: sha256s, refusesExposed: false)
  }

  /// What the lock list says, and that files which came with the program are trusted.
  init(_ records: [TrustRecord], shipped: Set<String>) {
    self.init(records: records, trusted: shipped, refusesExposed: true)
  }

  /// Whether the file may run in this process.
  public func isTrusted(_ sha256: String) -> Bool {
    trusted.contains(sha256) || records.contains { $0.sha256 == sha256 && $0.isTrusted }
  }

  /// Whether it came with the program, and so needs nobody's decision.
  public func isShipped(_ sha256: String) -> Bool { trusted.contains(sha256) }

  /// What the file may do in a worker.
  public func grant(for sha256: String) -> PluginGrant { records.first { $0.sha256 == sha256 }?.grant ?? .nothing }

  /// What another build of the plugin was allowed, where this one has no record: its file was changed since. The latest.
  public func earlier(of plugin: String, _ file: PluginFile) -> TrustRecord? {
    guard !records.contains(where: { $0.sha256 == file.sha256 }) else { return nil }
    return records.filter { $0.concerns(plugin: plugin, file: file.path) }
      .max { ($0.at ?? .distantPast) < ($1.at ?? .distantPast) }
  }

  /// Throws ``PluginHostError`` where the step may not run: `exposed`, `notTrusted`.
  public func check(_ step: ChainStep) throws {
    let label = step.reference.label
    let file = step.reference.file
    if refusesExposed, let exposure = step.reference.exposure {
      throw PluginHostError(
        .exposed, "plugin \(label) is not run: \(exposure.path) \(exposure.reason)",
        hint: "others could replace the plugin, which sees all records: \(exposure.remedy)")
    }
    guard step.placement == .inProcess else { return }
    if step.reference.plainFunction != nil {
      throw PluginHostError(
        .notTrusted, "plugin \(label) may not run in this process: no manifest can tell whether it is right",
        hint: "use the placement 'worker', which it has by itself")
    }
    if isTrusted(file.sha256) { return }
    let hint = "use the placement 'worker', or trust the file with 'millrace plugin trust \(file.path)'"
    if let earlier = earlier(of: step.reference.plugin.id, file), earlier.isTrusted {
      throw PluginHostError(
        .notTrusted,
        "plugin \(label) may not run in this process: \(file.name) was changed since it was trusted\(earlier.since)",
        hint: "if you know this build, \(hint)")
    }
    throw PluginHostError(
      .notTrusted, "plugin \(label) may not run in this process: \(file.name) is not trusted", hint: hint)
  }
}

extension ProcessorReference {
  /// Of everything that its worker loads.
  fileprivate var exposure: PathExposure? {
    file.exposure ?? loadedFile.exposure ?? libraryFiles.lazy.compactMap { PathExposure.first(on: $0) }.first
  }
}

extension TrustRecord {
  /// Whether it is about this plugin, whatever its build. Records of old have only their file's name.
  func concerns(plugin id: String, file path: String?) -> Bool {
    if let plugin { return plugin == id }
    guard let path else { return false }
    return URL(fileURLWithPath: path).lastPathComponent == URL(fileURLWithPath: file).lastPathComponent
  }

  /// ` by root on 2026-01-31`; empty where that is not known.
  fileprivate var since: String {
    guard let by, let at else { return "" }
    return " by \(by) on \(at.formatted(.iso8601.year().month().day()))"
  }
}
