import Connections
import Foundation
import PluginHost
import Profiles
import Records

/// The catalogue of plugins.
struct PluginsPage: Page {
  static let template = "plugins"
  let title = "Plugins"
  let section = "/plugins"

  struct Row: Sendable {
    var name: String
    var id: String
    var path: String
    var version: String
    var description: String
    var offers: String
    var isTrusted: Bool
    var needs: String
    var health: String
    var healthWords: String
  }

  struct Refusal: Sendable {
    var file: String
    var reason: String
  }

  let rows: [Row]
  let hasRows: Bool
  let refused: [Refusal]
  let hasRefused: Bool
  let search: String
  let folder: String

  init(_ entries: [PluginCatalogue.Entry], _ standing: PluginStanding, search: String, folder: String) {
    let words = search.lowercased().split(separator: " ")
    rows = entries.compactMap { entry in entry.plugin.map { Row(entry, $0, standing) } }.filter { row in
      let text = "\(row.id) \(row.name) \(row.description) \(row.offers)".lowercased()
      return words.allSatisfy(text.contains)
    }
    hasRows = !rows.isEmpty
    refused = entries.compactMap { entry in
      guard case .refused(let error) = entry.outcome else { return nil }
      return Refusal(file: entry.path, reason: "\(error)".sentence)
    }
    hasRefused = !refused.isEmpty
    self.search = search
    self.folder = folder
  }
}

extension PluginsPage.Row {
  init(_ entry: PluginCatalogue.Entry, _ plugin: PluginDescription, _ standing: PluginStanding) {
    name = plugin.name
    id = plugin.id
    path = "/plugins/\(plugin.id)"
    version = plugin.version
    description = plugin.description
    let processors = plugin.processors.map(\.name).joined(separator: ", ")
    let types =
      plugin.eventTypes.isEmpty
      ? "" : plugin.eventTypes.count == 1 ? "1 event type" : "\(plugin.eventTypes.count) event types"
    offers = [processors, types].filter { !$0.isEmpty }.joined(separator: "; ")
    isTrusted = standing.isTrusted(entry)
    needs = standing.needs(entry)
    let state = standing.state(entry)
    health = state == "ok" ? "healthy" : "failed"
    healthWords = state == "ok" ? "Ready" : state.sentence
  }
}

/// One plugin: what it offers, what it may do, and how it did.
struct PluginPage: Page {
  static let template = "plugin"
  let title: String
  let section = "/plugins"

  struct Fact: Sendable {
    var name: String
    var value: String
  }

  struct Option: Sendable {
    var path: String
    var type: String
    var words: String
    var description: String
  }

  struct Processor: Sendable {
    var id: String
    var name: String
    var description: String
    var flags: String
    var options: [Option]
    var hasOptions: Bool
  }

  struct EventType: Sendable {
    var id: String
    var name: String
    var description: String
  }

  struct Use: Sendable {
    var label: String
    var path: String
  }

  struct Figure: Sendable {
    var run: String
    var path: String
    var rowsIn: String
    var rejected: String
    var restarts: String
    var rate: String
  }

  let id: String
  let path: String
  let description: String
  let facts: [Fact]
  let sha256: String
  let isTrusted: Bool
  /// Trusted by hand, so that it can be taken back.
  let isShipped: Bool
  let isSuspended: Bool
  let processors: [Processor]
  let eventTypes: [EventType]
  let uses: [Use]
  let hasUses: Bool
  let figures: [Figure]
  let hasFigures: Bool
  let undeclared: [String]
  let hasNeeds: Bool

  init(
    _ entry: PluginCatalogue.Entry, _ plugin: PluginDescription, _ standing: PluginStanding, connections: [Connection],
    runs: [Run]
  ) throws {
    title = plugin.name
    id = plugin.id
    path = "/plugins/\(plugin.id)"
    description = plugin.description
    sha256 = entry.sha256
    isTrusted = standing.isTrusted(entry)
    isSuspended = standing.suspension(entry) != nil
    let known = try standing.facts(entry)
    isShipped = isTrusted && standing.isShipped(entry)
    facts =
      ([("version", plugin.version), ("vendor", plugin.vendor), ("ABI", plugin.abi), ("file", entry.path)] + known)
      .filter { !$0.1.isEmpty }.map { Fact(name: $0.0, value: $0.1) }
    undeclared = plugin.capabilities.names.filter { name in
      Capabilities(name: name).map { !standing.grant(entry).capabilities.contains($0) } ?? false
    }
    hasNeeds = !undeclared.isEmpty
    processors = try plugin.processors.map { processor in
      let options = try ConfigSchema(processor.configSchema).options.map { option in
        Option(
          path: option.path, type: option.type,
          words: [
            option.isRequired ? "required" : nil, option.isSecret ? "secret" : nil,
            option.defaultText.map { "usual: \($0)" },
          ].compactMap(\.self).joined(separator: ", "), description: option.description)
      }
      return Processor(
        id: processor.id, name: processor.name, description: processor.description,
        flags: processor.flags.names.joined(separator: ", "), options: options, hasOptions: !options.isEmpty)
    }
    eventTypes = plugin.eventTypes.map {
      EventType(id: $0.type.id, name: $0.type.name, description: $0.type.description)
    }
    uses = connections.flatMap { connection in
      connection.goals.filter { $0.processors.contains { $0.plugin == plugin.id } }.map {
        Use(
          label: "\(connection.name): \($0.name)", path: "/connections/\(connection.id)/goals/\(Form.encoded($0.name))")
      }
    }
    hasUses = !uses.isEmpty
    figures = runs.flatMap { run in
      run.goals.flatMap(\.steps).filter {
        $0.name.split(separator: " ").first.map(String.init) == plugin.id || $0.name.hasPrefix(plugin.id + "/")
      }.map {
        step in
        Figure(
          run: String(run.id), path: "/runs/\(run.id)", rowsIn: step.rowsIn.grouped,
          rejected: step.rejected.grouped, restarts: step.restarts.grouped,
          rate: step.seconds > 0 ? Int(Double(step.rowsIn) / step.seconds).grouped : "–")
      }
    }
    hasFigures = !figures.isEmpty
  }
}
