import ArgumentParser
import Foundation
import PluginHost
import Records

struct PluginListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The plugins in the home folder, and those that came with Millrace.")

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let entries = try home.catalogue().scan()
    let standing = try PluginStanding(home.oversight)
    switch outputOptions.output {
    case .json: Terminal.print(.array(entries.map { standing.json($0, $0.json) }))
    case .table: show(entries, standing)
    }
  }

  private func show(_ entries: [PluginCatalogue.Entry], _ standing: PluginStanding) {
    var table = Table("PLUGIN", "VERSION", "PROCESSORS", "EVENT TYPES", "TRUSTED", "NEEDS", "STATE", "FILE")
    for entry in entries {
      guard let plugin = entry.plugin else { continue }
      table.add(
        plugin.id, plugin.version, plugin.processors.map(\.id).joined(separator: ", "),
        plugin.eventTypes.count > 2
          ? "\(plugin.eventTypes.count) types" : plugin.eventTypes.map(\.type.id).joined(separator: ", "),
        standing.isTrusted(entry) ? "yes" : "no", standing.needs(entry), standing.state(entry), entry.path)
    }
    if !table.rows.isEmpty { table.print() }
    for entry in entries {
      guard case .refused(let error) = entry.outcome else { continue }
      Terminal.say("\(Terminal.coloured("refused", .red))  \(error)")
    }
    if entries.isEmpty {
      Terminal.say("no plugins; drop .so files and manifests into \(homeOptions.folder.plugins.path)")
    }
  }
}
