import Foundation
import Profiles
import YAMLReading

/// What would change if a file became the connection.
public struct Plan: Sendable {
  public enum Base: Sendable, Equatable {
    /// There is no such connection, or no longer.
    case nothing
    case version(Int64)
    /// A version that this program does not understand any more: everything counts as new.
    case unreadable(Int64)
  }

  public let connection: String
  public let base: Base
  /// Differences in meaning, in the order of the file.
  public let changes: [OptionChange]
  /// What follows from them, a sentence each.
  public let consequences: [String]
  /// Why `apply` would refuse, with what to do; nil where it would not.
  public let refusal: String?
  /// Whether the texts differ at all, be it in comments.
  public let changesText: Bool

  public var isEmpty: Bool { changes.isEmpty && base != .nothing }
}

extension ConnectionLibrary {
  /// What `apply` would change. Looks only. Throws as `apply` does where the file has errors.
  public func plan(_ file: ConnectionFile, now: Date = Date()) throws -> Plan {
    let connection = try checked(file)
    let version = try store.read { try $0.currentVersion(of: connection.id) }
    guard let version, version.origin != .delete else {
      return try plan(from: nil, .nothing, to: file, connection, now)
    }
    let old = try ConnectionFile(version)
    return try plan(
      from: old, old.connection == nil ? .unreadable(version.number) : .version(version.number), to: file, connection,
      now)
  }

  /// What one version changed against another.
  public func difference(of name: String, from old: Int64, to new: Int64) throws -> Plan {
    let (before, after) = try (readable(name, old), readable(name, new))
    return Plan(
      connection: name, base: .version(old), changes: before.options.changes(to: after.options), consequences: [],
      refusal: nil, changesText: before.source.text != after.source.text)
  }

  func readable(_ name: String, _ number: Int64) throws -> ConnectionFile {
    let file = try ConnectionFile(version(number, of: name))
    guard file.connection != nil else {
      throw ConnectionsError(
        .invalidFile, "version \(number) of connection '\(name)' is not one that this program understands",
        diagnostics: file.diagnostics)
    }
    return file
  }

  private func plan(
    from old: ConnectionFile?, _ base: Plan.Base, to file: ConnectionFile, _ connection: Connection, _ now: Date
  ) throws -> Plan {
    // Against nothing, whatever is written is new.
    let before = old?.connection == nil ? .options([]) : old!.options
    let changes = before.changes(to: file.options)
    let consequences = try store.read { reader in
      try PlanConsequences(from: old?.connection, to: connection, changes, reader, now: now).sentences()
    }
    return Plan(
      connection: connection.id, base: base, changes: changes, consequences: consequences,
      refusal: try ruledElsewhere(file, connection).map { "\($0.message); \($0.hint ?? "")" },
      changesText: old?.source.text != file.source.text)
  }
}
