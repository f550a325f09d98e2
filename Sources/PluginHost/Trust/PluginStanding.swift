import Foundation
import Records

/// What plugin files may do now, and what is held against them. Any thread.
public struct PluginStanding {
  private let rules: PluginRules
  private let suspensions: [Suspension]

  /// Throws ``PluginHostError``.
  public init(_ oversight: PluginOversight) throws {
    rules = try oversight.rules()
    suspensions = try oversight.suspensions.active()
  }

  public func isTrusted(_ entry: PluginCatalogue.Entry) -> Bool { rules.isTrusted(entry.sha256) }

  public func isShipped(_ entry: PluginCatalogue.Entry) -> Bool { rules.isShipped(entry.sha256) }

  public func grant(_ entry: PluginCatalogue.Entry) -> PluginGrant { rules.grant(for: entry.sha256) }

  public func suspension(_ entry: PluginCatalogue.Entry) -> Suspension? {
    suspensions.first { $0.sha256 == entry.sha256 }
  }

  /// Whether the file is not run because others could change it.
  private func isExposed(_ entry: PluginCatalogue.Entry) -> Bool {
    (try? PluginFile(reading: entry.path).exposure) != nil
  }

  /// For a table's cell: `ok`, or why it is not.
  public func state(_ entry: PluginCatalogue.Entry) -> String {
    if isExposed(entry) { return "not run, others can change it: see 'plugin inspect'" }
    return suspension(entry).map { "suspended until \($0.until!.formatted(.iso8601))" } ?? "ok"
  }

  /// What it needs and does not get is marked: `network (not granted), threads`.
  public func needs(_ entry: PluginCatalogue.Entry) -> String {
    let granted = grant(entry).capabilities
    let declared = entry.plugin?.capabilities ?? []
    return declared.union(granted).names.map { name in
      Capabilities(name: name).map(granted.contains) == true ? name : "\(name) (not granted)"
    }.joined(separator: ", ")
  }

  /// Names and values, for people.
  public func facts(_ entry: PluginCatalogue.Entry) throws -> [(name: String, value: String)] {
    var facts = [
      ("trusted", isTrusted(entry) ? "yes" : "no"),
      ("granted", grant(entry) == .nothing ? "nothing" : grant(entry).words.joined(separator: ", ")),
    ]
    if let earlier = try earlier(entry) {
      facts.append(("changed", "another build had: \(earlier.summary); SHA-256 \(earlier.sha256)"))
    }
    if let exposure = try PluginFile(reading: entry.path).exposure {
      facts.append(("exposed", "is not run: \(exposure.path) \(exposure.reason); \(exposure.remedy)"))
    }
    if let suspension = suspension(entry) {
      facts.append(("suspended", "until \(suspension.until!.formatted(.iso8601)): \(suspension.reason)"))
    }
    return facts
  }

  /// The members with those that say where it stands.
  public func json(_ entry: PluginCatalogue.Entry, _ members: JSONValue) -> JSONValue {
    let grant = grant(entry)
    let suspension: JSONValue =
      suspension(entry).map {
        [
          "since": .string($0.since!.formatted(.iso8601)), "until": .string($0.until!.formatted(.iso8601)),
          "strikes": .integer(Int64($0.strikes.count)), "reason": .string($0.reason),
        ]
      } ?? nil
    let standing: JSONValue = [
      "trusted": .bool(isTrusted(entry)),
      "capabilities": .array((entry.plugin?.capabilities.names ?? []).map { .string($0) }),
      "granted": .array(grant.capabilities.names.map { .string($0) }),
      "folders": .array(grant.folders.map { .string($0) }), "suspended": suspension,
    ]
    return .object((members.object ?? []) + (standing.object ?? []))
  }

  private func earlier(_ entry: PluginCatalogue.Entry) throws -> TrustRecord? {
    guard let plugin = entry.plugin else { return nil }
    return rules.earlier(of: plugin.id, try PluginFile(reading: entry.path))
  }
}
