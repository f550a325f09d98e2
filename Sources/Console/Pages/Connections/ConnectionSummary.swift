import Connections
import Foundation
import Profiles
import Records

/// What a list tells of a connection, for people and for programs.
struct ConnectionSummary: Sendable {
  /// How a connection does, in words and with an icon.
  enum Health: String, Sendable {
    case running, healthy, rejects, failed, cancelled, off, new, broken

    var words: String {
      switch self {
      case .running: "Running"
      case .healthy: "Healthy"
      case .rejects: "Needs a look"
      case .failed: "Failed"
      case .cancelled: "Cancelled"
      case .off: "Off"
      case .new: "Never ran"
      case .broken: "Cannot be read"
      }
    }
  }

  let id: String
  let name: String
  let description: String
  let isFavorite: Bool
  let labels: [String]
  let isEnabled: Bool
  let imports: Bool
  let exports: Bool
  let health: Health
  /// Why it cannot be read; nil where it can.
  let problem: String?
  /// The file that rules it; nil where the store does.
  let file: String?
  let lastRun: Run?
  let next: Date?
  let imported: Int
  let exported: Int

  /// `exchange` is that of the connection, or of all.
  init(_ member: ConnectionMember, last: Run?, exchange: [DataExchange], now: Date) {
    func count(_ direction: DataExchange.Direction) -> Int {
      exchange.first { $0.connection == member.id && $0.direction == direction }?.profiles ?? 0
    }
    id = member.id
    isFavorite = member.isFavorite
    labels = member.labels
    lastRun = last
    imported = count(.imported)
    exported = count(.exported)
    if case .file(let url) = member.ruler { file = url.path } else { file = nil }
    let connection: Connection?
    do {
      connection = try member.connection()
      problem = nil
    } catch {
      connection = nil
      problem = "\(ConsoleError(describing: error))"
    }
    name = connection?.name ?? member.id
    description = connection?.description ?? ""
    isEnabled = connection?.enabled ?? false
    imports = connection.map { $0.imports && $0.goals.contains { $0.isImport && $0.active } } ?? false
    exports = connection.map { $0.exports && $0.goals.contains { !$0.isImport && $0.active } } ?? false
    next = isEnabled ? connection?.schedule?.next(after: now) : nil
    health =
      if connection == nil { .broken } else if last?.state == .running { .running } else if !isEnabled { .off } else {
        switch last?.state {
        case nil: .new
        case .running: .running
        case .succeeded: .healthy
        case .partial: .rejects
        case .failed: .failed
        case .cancelled: .cancelled
        }
      }
  }

  /// `{"connection": …, "name": …, …}`
  var json: JSONValue {
    [
      "connection": .string(id), "name": .string(name), "description": .string(description),
      "favorite": .bool(isFavorite), "labels": .array(labels.map { .string($0) }), "enabled": .bool(isEnabled),
      "imports": .bool(imports), "exports": .bool(exports), "health": .string(health.rawValue),
      "problem": problem.map { .string($0) } ?? nil, "file": file.map { .string($0) } ?? nil,
      "last_run": lastRun.map { $0.json(withProfiles: false) } ?? nil,
      "next_run": next.map { .string(Timestamp($0).description) } ?? nil,
      "profiles_imported": .integer(Int64(imported)), "profiles_exported": .integer(Int64(exported)),
    ]
  }
}

extension Workspace {
  /// All connections that are not deleted, favourites first, and the files that cannot be used.
  func connections() throws -> (summaries: [ConnectionSummary], refused: [ConnectionsError]) {
    let (members, refused) = try library.members()
    let summaries = try store.read { reader in
      let exchange = try reader.dataExchange(connection: nil)
      return try members.filter { $0.ruler != .deleted }.map { member in
        let last = try reader.runs(connection: member.id, before: nil, limit: 1).first
        return ConnectionSummary(member, last: last, exchange: exchange, now: now)
      }
    }
    return (summaries, refused)
  }

  func summary(of member: ConnectionMember) throws -> ConnectionSummary {
    try store.read { reader in
      ConnectionSummary(
        member, last: try reader.runs(connection: member.id, before: nil, limit: 1).first,
        exchange: try reader.dataExchange(connection: member.id), now: now)
    }
  }
}
