import Audit
import Foundation

/// What an installation decides and remembers about plugin files: the lock list, suspensions, and the audit log.
///
/// Thread: any, and any process.
public struct PluginOversight: Sendable {
  public let trust: TrustList
  public let suspensions: SuspensionList
  public let audit: AuditLog
  /// The plugins that came with the program; nil where none did.
  private let shipped: URL?
  let now: @Sendable () -> Date

  /// `folder` is the home folder that holds the three files.
  public init(folder: URL, shipped: URL? = nil, now: @escaping @Sendable () -> Date = { Date() }) {
    trust = TrustList(url: folder.appendingPathComponent("plugins.lock"))
    suspensions = SuspensionList(url: folder.appendingPathComponent("suspensions.json"), now: now)
    audit = AuditLog(url: folder.appendingPathComponent("audit.jsonl"), now: now)
    self.shipped = shipped
    self.now = now
  }

  /// What is allowed now. Files that came with the program are trusted in process as the program is, unless others may
  /// change them. Throws ``PluginHostError``: `file`, or `exposed` where others may write the lock list.
  public func rules() throws -> PluginRules {
    // A program that was built by hand may have come without any.
    let files = shipped.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
    // One that cannot be read is nobody's who does not use it.
    let sound = files.filter(PluginCatalogue.isPluginFile)
      .compactMap { try? PluginFile(reading: shipped!.appendingPathComponent($0).path) }.filter { $0.exposure == nil }
    return PluginRules(try trust.records(), shipped: Set(sound.map(\.sha256)))
  }
}
