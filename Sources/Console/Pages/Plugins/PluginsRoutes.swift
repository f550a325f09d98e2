import Access
import Connections
import Foundation
import PluginHost
import Profiles

/// `/plugins`: the catalogue, and what an admin decides about a plugin.
struct PluginsRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/plugins") { visit in
      let installation = visit.workspace.installation
      return .page(
        PluginsPage(
          try installation.catalogue.scan(), try visit.standing, search: visit.query.text("q") ?? "",
          folder: installation.catalogue.folders.first?.path ?? ""))
    }
    pages.page("/plugins/:plugin", show)
    pages.action("/plugins/:plugin/decide", .admin, decide)
  }

  private func show(_ visit: Visit) throws -> Answer {
    let catalogue = visit.workspace.installation.catalogue
    let entry = try catalogue.entry(plugin: visit.parameter("plugin"))
    guard let plugin = entry.plugin else { throw ConsoleError(.notFound, "the plugin cannot be read") }
    let connections = try visit.workspace.library.members().members.compactMap { try? $0.connection() }
    let runs = try visit.store.read { try $0.runs(connection: nil, before: nil, limit: 50) }
    return .page(
      try PluginPage(entry, plugin, visit.standing, connections: connections, runs: runs))
  }

  /// Trust and grants are about the bytes that the page showed: another file that has come meanwhile gets neither.
  private func decide(_ visit: Visit) throws -> Answer {
    let oversight = try visit.oversight
    let id = try visit.parameter("plugin")
    let entry = try visit.workspace.installation.catalogue.entry(plugin: id)
    let file = try PluginFile(reading: entry.path)
    guard let plugin = entry.plugin, file.sha256 == entry.sha256, file.sha256 == visit.form["sha256"] else {
      return .redirect("/plugins/\(id)", notice: .failed("The plugin's file was changed meanwhile. Look at it again."))
    }
    let subject = PluginOversight.Subject(plugin: id, file: file)
    let done: String
    switch visit.form["action"] {
    case "trust":
      try oversight.trust(plugin, file)
      done = "\(plugin.name) may run in Millrace's own process."
    case "untrust":
      _ = try oversight.untrust(subject)
      done = "\(plugin.name) runs in its sandbox only."
    case "resume":
      _ = try oversight.resume(subject)
      done = "\(plugin.name) may run again."
    case "grant":
      var grant = PluginGrant(capabilities: plugin.capabilities)
      let folders = (visit.form["folders"] ?? "").split(separator: "\n").map {
        URL(fileURLWithPath: $0.trimmingCharacters(in: .whitespaces)).resolvingSymlinksInPath().path
      }
      grant.folders = folders
      guard !grant.capabilities.contains(.files) || !folders.isEmpty else {
        throw ConsoleError(.badRequest, "the plugin wants to read files", hint: "name the folders that it may read")
      }
      _ = try oversight.grant(grant, to: plugin, file)
      done = "\(plugin.name) gets what it declares to need."
    case "revoke":
      _ = try oversight.revoke(PluginGrant(capabilities: .all), from: subject)
      done = "\(plugin.name) gets nothing any more."
    default: throw ConsoleError(.badRequest, "there is no such action")
    }
    return .redirect("/plugins/\(id)", notice: .done(done))
  }
}

extension Visit {
  /// Throws ``ConsoleError`` where nothing is remembered of plugins.
  var oversight: PluginOversight {
    get throws {
      guard let oversight = workspace.installation.oversight else {
        throw ConsoleError(.failed, "this installation remembers nothing of its plugins")
      }
      return oversight
    }
  }

  var standing: PluginStanding { get throws { try PluginStanding(oversight) } }
}
