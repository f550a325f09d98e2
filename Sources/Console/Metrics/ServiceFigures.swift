import Connections
import Foundation
import Profiles

/// What is looked up when somebody asks for metrics: the service's state, the store's queues and sizes, the process.
struct ServiceFigures: Sendable {
  let service: Service
  let store: any ProfileStore
  let home: URL
  let version: String

  /// Throws ``ProfilesError``.
  func families() throws -> [MetricFamily] {
    var samples: [String: [MetricFamily.Sample]] = [:]
    func add(_ name: String, _ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
      samples[name, default: []].append(.init(labels: labels.map { (name: $0.key, value: $0.value) }, value: value))
    }
    let runs = service.servedRuns.map(\.state.stage)
    add("millrace_runs_active", Double(runs.count { $0 == .starting || $0 == .running }))
    add("millrace_runs_waiting", Double(runs.count { $0 == .waiting }))
    let state = service.state
    add("millrace_connections_refused", Double(state.refused.count))
    if let looked = state.lookedAt { add("millrace_schedule_looked_timestamp_seconds", looked.timeIntervalSince1970) }
    for (connection, next) in service.upcoming {
      if let next {
        add("millrace_next_run_timestamp_seconds", next.timeIntervalSince1970, ["connection": connection.id])
      }
    }
    try store.read { reader in
      for (connection, _) in service.upcoming {
        for goal in connection.goals where !goal.isImport {
          guard let reference = try reader.goal(connection: connection.id, name: goal.name) else { continue }
          add(
            "millrace_outbox_entries", Double(try reader.outboxCount(reference)),
            ["connection": connection.id, "goal": goal.name])
        }
      }
    }
    add("millrace_spool_bytes", Double(Self.size(ofFilesIn: home.appendingPathComponent("spool"))))
    let database = home.appendingPathComponent("millrace.db").path
    add("millrace_store_bytes", Double(Self.size(of: database)), ["file": "database"])
    add("millrace_store_bytes", Double(Self.size(of: database + "-wal")), ["file": "wal"])
    add("millrace_build_info", 1, ["version": version])
    for (name, value) in ProcessFigures.values() { add(name, value) }
    return MetricCatalogue.looked.map { MetricFamily(entry: $0, samples: samples[$0.name] ?? []) }
  }

  private static func size(of path: String) -> Int64 {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int64(facts.st_size) : 0
  }

  private static func size(ofFilesIn folder: URL) -> Int64 {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.reduce(0) { $0 + size(of: folder.appendingPathComponent($1).path) }
  }
}
