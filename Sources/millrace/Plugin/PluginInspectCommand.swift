import ArgumentParser
import EventTypes
import Foundation
import PluginChecks
import PluginHost
import Records

struct PluginInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "What a plugin offers, and what its file needs: libraries, capabilities.")

  @Argument(help: "A plugin's name, or a file.", completion: .pluginFile)
  var plugin: String

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let entry = try home.plugin(plugin)
    guard case .plugin(let description) = entry.outcome else {
      if case .refused(let error) = entry.outcome { throw error.shown() }
      return
    }
    let standing = try PluginStanding(home.oversight)
    switch outputOptions.output {
    case .json: Terminal.print(try json(description, entry, standing))
    case .table: try show(description, entry, standing)
    }
  }

  private func show(_ plugin: PluginDescription, _ entry: PluginCatalogue.Entry, _ standing: PluginStanding) throws {
    Terminal.print(Terminal.coloured("\(plugin.id) \(plugin.version)", .bold) + "  \(plugin.name)")
    if !plugin.description.isEmpty { Terminal.print(plugin.description) }
    Terminal.print()
    let facts =
      [
        ("vendor", plugin.vendor), ("abi", plugin.abi), ("file", entry.path), ("sha256", entry.sha256),
        ("declares", declared(plugin)),
      ] + (try standing.facts(entry)) + (PluginNeeds(path: entry.path)?.facts ?? [])
    for (name, value) in facts where !value.isEmpty {
      Terminal.print(name + String(repeating: " ", count: max(1, 11 - name.count)) + value)
    }
    let use = try homeOptions.folder.catalogue().library(path: entry.path)
    use?.show()
    for processor in plugin.processors { try show(processor) }
    for eventType in plugin.eventTypes { show(eventType) }
  }

  private func declared(_ plugin: PluginDescription) -> String {
    let names = plugin.capabilities.names.joined(separator: ", ")
    return plugin.capabilitiesReason.isEmpty ? names : "\(names): \(plugin.capabilitiesReason)"
  }

  private func show(_ processor: ProcessorDescription) throws {
    let flags = processor.flags.names.joined(separator: ", ")
    Terminal.print()
    Terminal.print(
      "processor " + Terminal.coloured(processor.id, .bold) + "  \(processor.name)"
        + (flags.isEmpty ? "" : "  (\(flags))"))
    if !processor.description.isEmpty { Terminal.print(processor.description) }
    let options = try ConfigSchema(processor.configSchema).options
    guard !options.isEmpty else { return Terminal.print("It has no options.") }
    for option in options {
      var kind = option.type
      if option.isField { kind += ", names a field" }
      if option.isSecret { kind += ", secret" }
      if option.isRequired { kind += "; required" }
      if let value = option.defaultText { kind += "; default \(value)" }
      Terminal.print("  \(Terminal.coloured(option.path, .bold)): \(kind)")
      if !option.description.isEmpty { Terminal.print("      \(option.description)") }
    }
  }

  private func show(_ eventType: EventTypeDescription) {
    let type = eventType.type
    var facts = [
      "priority \(type.priority)", type.retentionDays.map { "kept for \($0) days" } ?? "kept for ever",
    ]
    if eventType.hasValidate { facts.append("validates") }
    if eventType.hasSummarise { facts.append("summarises") }
    Terminal.print()
    Terminal.print(
      "event type " + Terminal.coloured(type.id, .bold) + " \(type.version)  \(type.name)"
        + "  (\(facts.joined(separator: ", ")))")
    if !type.description.isEmpty { Terminal.print(type.description) }
    show(type.properties, below: "")
  }

  private func show(_ properties: [EventProperty], below path: String) {
    for property in properties {
      var kind = property.type.rawValue
      if property.isMultiple { kind += ", several values" }
      if property.isSensitive { kind += ", personal data" }
      if property.isRequired { kind += "; required" }
      Terminal.print("  \(Terminal.coloured(path + property.key, .bold)): \(kind)")
      show(property.properties, below: "\(path)\(property.key).")
    }
  }

  private func json(_ plugin: PluginDescription, _ entry: PluginCatalogue.Entry, _ standing: PluginStanding) throws
    -> JSONValue
  {
    standing.json(
      entry,
      [
        "plugin": .string(plugin.id), "name": .string(plugin.name), "version": .string(plugin.version),
        "description": .string(plugin.description), "vendor": .string(plugin.vendor), "abi": .string(plugin.abi),
        "file": .string(entry.path), "sha256": .string(entry.sha256),
        "capabilities_reason": .string(plugin.capabilitiesReason),
        "needs": PluginNeeds(path: entry.path)?.json ?? .null,
        "library": try homeOptions.folder.catalogue().library(path: entry.path)?.json ?? nil,
        "processors": .array(
          try plugin.processors.map { processor in
            [
              "processor": .string(processor.id), "name": .string(processor.name),
              "description": .string(processor.description),
              "flags": .array(processor.flags.names.map { .string($0) }),
              "config_schema": try ConfigSchema(processor.configSchema).json,
            ]
          }),
        "event_types": .array(
          try plugin.eventTypes.map { eventType in
            [
              "event_type": .string(eventType.type.id), "validates": .bool(eventType.hasValidate),
              "summarises": .bool(eventType.hasSummarise),
              "definition": try JSONValue(
                parsing: String(decoding: JSONEncoder().encode(eventType.type), as: UTF8.self)),
            ]
          }),
      ])
  }
}

extension PluginNeeds {
  /// For people.
  fileprivate var facts: [(String, String)] {
    [
      ("size", ByteCountFormatter.string(fromByteCount: Int64(clamping: size), countStyle: .file)),
      ("language", language), ("build id", buildID ?? ""),
      ("needs", libraries.map { $0.path == nil ? "\($0.name) (not found)" : $0.name }.joined(separator: ", ")),
      ("exports", exports.joined(separator: ", ")),
    ] + calls.map { (calls[0].kind == $0.kind ? "calls" : "", "\($0.names.joined(separator: ", ")): \($0.phrase)") }
  }

  fileprivate var json: JSONValue {
    [
      "size": .integer(Int64(clamping: size)), "language": .string(language),
      "build_id": buildID.map { .string($0) } ?? .null,
      "libraries": .array(
        libraries.map { ["library": .string($0.name), "path": $0.path.map { .string($0) } ?? .null] }),
      "exports": .array(exports.map { .string($0) }),
      "calls": .object(calls.map { .init(key: $0.kind, value: .array($0.names.map { .string($0) })) }),
    ]
  }
}

extension Home {
  /// The plugin of this name, or in this file. Throws ``PluginHostError`` where there is neither.
  func plugin(_ nameOrPath: String) throws -> PluginCatalogue.Entry {
    let catalogue = try catalogue()
    if nameOrPath.contains("/") || PluginCatalogue.isPluginFile(nameOrPath) {
      return catalogue.inspect(path: URL(fileURLWithPath: nameOrPath).path)
    }
    return try catalogue.entry(plugin: nameOrPath)
  }
}
