import Audit
import Foundation
import Records

/// Decisions of an operator. Each is in the audit log, on disk, before it is in force: where it cannot be noted, it is not
/// taken.
extension PluginOversight {
  /// The plugin that a decision is about: by its id all builds of it, by a file all builds of what it holds.
  public struct Subject: Sendable {
    let plugin: String?
    let file: PluginFile?

    public init(plugin: String?, file: PluginFile? = nil) {
      self.plugin = plugin
      self.file = file
    }

    func covers(_ record: TrustRecord) -> Bool {
      record.sha256 == file?.sha256
        || (plugin ?? "").isEmpty == false && record.concerns(plugin: plugin!, file: file?.path)
    }

    func covers(_ suspension: Suspension) -> Bool {
      suspension.sha256 == file?.sha256 || suspension.plugin == plugin
    }
  }

  /// Lets these bytes run in Millrace's own process. Throws ``PluginHostError``, `exposed` where others may change the file,
  /// and ``AuditError``.
  public func trust(_ plugin: PluginDescription, _ file: PluginFile) throws {
    try decide("plugin.trust", plugin, file) { $0.isTrusted = true }
  }

  /// Adds to what these bytes may do in a worker; answers all that they may. Throws as ``trust(_:_:)`` does.
  public func grant(_ grant: PluginGrant, to plugin: PluginDescription, _ file: PluginFile) throws -> PluginGrant {
    var all = PluginGrant.nothing
    try decide("plugin.grant", plugin, file, grant) { record in
      record.grant.capabilities.formUnion(grant.capabilities)
      record.grant.folders += grant.folders.filter { !record.grant.folders.contains($0) }
      all = record.grant
    }
    return all
  }

  /// Takes trust from every build; answers what had it. Throws ``PluginHostError`` and ``AuditError``.
  public func untrust(_ subject: Subject) throws -> [TrustRecord] {
    try takeBack("plugin.untrust", subject, isMeant: \.isTrusted, change: { $0.isTrusted = false })
  }

  /// Takes capabilities from every build, `files` with all folders, and single folders; answers what had any of it. Throws
  /// ``PluginHostError`` and ``AuditError``.
  public func revoke(_ grant: PluginGrant, from subject: Subject) throws -> [TrustRecord] {
    func left(_ old: PluginGrant) -> PluginGrant {
      var new = old
      new.capabilities.subtract(grant.capabilities)
      new.folders.removeAll { grant.folders.contains($0) || !new.capabilities.contains(.files) }
      if new.folders.isEmpty { new.capabilities.remove(.files) }
      return new
    }
    return try takeBack(
      "plugin.revoke", subject, grant, isMeant: { left($0.grant) != $0.grant }, change: { $0.grant = left($0.grant) })
  }

  /// Lifts the suspensions of every build; answers them. Throws ``PluginHostError`` and ``AuditError``.
  public func resume(_ subject: Subject) throws -> [Suspension] {
    try suspensions.lift(subject.covers) { lifted in
      for suspension in lifted {
        try audit.append(
          "plugin.resume",
          [
            "plugin": .string(suspension.plugin), "version": .string(suspension.version),
            "sha256": .string(suspension.sha256),
          ], isDurable: true)
      }
    }
  }

  private func decide(
    _ action: String, _ plugin: PluginDescription, _ file: PluginFile, _ grant: PluginGrant? = nil,
    change: (inout TrustRecord) -> Void
  ) throws {
    if let exposure = file.exposure {
      throw PluginHostError(
        .exposed, "\(file.path) cannot be relied upon: \(exposure.path) \(exposure.reason)", hint: exposure.remedy)
    }
    try trust.update { records in
      var record = records.first { $0.sha256 == file.sha256 } ?? TrustRecord(sha256: file.sha256, file: file.path)
      let old = record
      change(&record)
      if record == old { return }
      (record.plugin, record.version, record.file) = (plugin.id, plugin.version, file.path)
      sign(&record)
      records.removeAll { $0.sha256 == file.sha256 }
      records.append(record)
    } before: { records in
      for record in records where record.sha256 == file.sha256 { try note(action, record, grant) }
    }
  }

  private func takeBack(
    _ action: String, _ subject: Subject, _ grant: PluginGrant? = nil, isMeant: (TrustRecord) -> Bool,
    change: (inout TrustRecord) -> Void
  ) throws -> [TrustRecord] {
    var found: [TrustRecord] = []
    try trust.update { records in
      for index in records.indices where subject.covers(records[index]) && isMeant(records[index]) {
        found.append(records[index])
        change(&records[index])
        sign(&records[index])
      }
    } before: { _ in
      for record in found { try note(action, record, grant) }
    }
    return found
  }

  private func sign(_ record: inout TrustRecord) {
    record.by = AuditActor.current.description
    // To the second, as it is kept.
    record.at = Date(timeIntervalSince1970: now().timeIntervalSince1970.rounded(.down))
  }

  private func note(_ action: String, _ record: TrustRecord, _ grant: PluginGrant?) throws {
    try audit.append(
      action,
      [
        "plugin": record.plugin.map { .string($0) } ?? nil, "version": record.version.map { .string($0) } ?? nil,
        "sha256": .string(record.sha256), "file": .string(record.file),
        "capabilities": grant.map { .strings($0.capabilities.names) } ?? nil,
        "folders": grant.map { .strings($0.folders) } ?? nil,
      ], isDurable: true)
  }
}

extension JSONValue {
  static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
