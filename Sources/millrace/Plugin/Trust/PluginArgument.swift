import ArgumentParser
import Foundation
import PluginHost
import Records

/// The plugin that a decision is about.
struct PluginArgument: ParsableArguments {
  @Argument(help: "A plugin's name, or a file.", completion: .pluginFile)
  var plugin: String

  /// The plugin as it is now. Throws ``PluginHostError``.
  func load(in home: Home) throws -> (PluginDescription, PluginFile) {
    let entry = try home.plugin(plugin)
    let file = try PluginFile(reading: entry.path)
    switch entry.outcome {
    case .refused(let error): throw error
    case .plugin(let description):
      guard file.sha256 == entry.sha256 else {
        throw PluginHostError(.file, "\(entry.path) was changed while it was looked at", hint: "try again")
      }
      return (description, file)
    }
  }

  /// What a decision is taken back from: also a plugin that is gone, or does not load any more.
  func subject(in home: Home) throws -> PluginOversight.Subject {
    let entry = try? home.plugin(plugin)
    let file = entry.flatMap { try? PluginFile(reading: $0.path) }
    let isFile = plugin.contains("/") || PluginCatalogue.isPluginFile(plugin)
    return PluginOversight.Subject(plugin: entry?.plugin?.id ?? (isFile ? nil : plugin), file: file)
  }
}
