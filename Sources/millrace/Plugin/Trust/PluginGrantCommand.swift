import ArgumentParser
import Foundation
import PluginHost
import Records

/// What a plugin may do in its sandbox, as `plugin grant` and `plugin revoke` name it.
struct GrantOptions: ParsableArguments {
  @Argument(help: "network, threads.")
  var capabilities: [String] = []

  @Option(name: .long, parsing: .upToNextOption, help: "Folders or files to read.", completion: .directory)
  var files: [String] = []

  /// Throws ``PluginHostError`` with code `notFound` where a word is none, or a folder is not there. `needsFolders`: whether
  /// `files` alone says too little.
  func grant(needsFolders: Bool) throws -> PluginGrant {
    var grant = PluginGrant.nothing
    for word in capabilities {
      guard let capability = Capabilities(name: word) else {
        let known = Capabilities.all.names
        throw PluginHostError(
          .notFound, "there is no capability '\(word)'\(Suggestion.clause(for: word, among: known))",
          hint: "there are \(known.joined(separator: ", "))")
      }
      grant.capabilities.insert(capability)
    }
    for path in files {
      let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
      if needsFolders, !FileManager.default.fileExists(atPath: url.path) {
        throw PluginHostError(.notFound, "there is no folder or file \(url.path)")
      }
      grant.folders.append(url.path)
    }
    if needsFolders {
      if !grant.folders.isEmpty { grant.capabilities.insert(.files) }
      if grant.capabilities.contains(.files), grant.folders.isEmpty {
        throw PluginHostError(.notFound, "nothing says which files", hint: "name folders with --files DIR...")
      }
    }
    return grant
  }
}

struct PluginGrantCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grant", abstract: "Lets a plugin use the network, threads, or files in folders, in its sandbox.",
    discussion: """
      A plugin in its sandbox can compute, and read the files that its configuration names. What else it declares to need,
      'plugin inspect' shows. A grant is to the file's bytes: another build has none. With nothing named, all that the plugin
      declares is granted.

      Examples:
        millrace plugin grant geocode network
        millrace plugin grant lookup --files /srv/tables
        millrace plugin grant geocode
      """)

  @OptionGroup var argument: PluginArgument
  @OptionGroup var grantOptions: GrantOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let (plugin, file) = try argument.load(in: home)
    var grant = try grantOptions.grant(needsFolders: true)
    if grant == .nothing {
      grant.capabilities = plugin.capabilities
      guard !grant.capabilities.isEmpty else {
        throw PluginHostError(
          .notFound, "plugin \(plugin.id) \(plugin.version) declares no needs",
          hint: "name what it gets: \(Capabilities.all.names.joined(separator: ", "))")
      }
      guard !grant.capabilities.contains(.files) else {
        throw PluginHostError(
          .notFound, "plugin \(plugin.id) \(plugin.version) wants to read files: \(plugin.capabilitiesReason)",
          hint: "name the folders with --files DIR..., and what else it gets")
      }
    }
    try home.create()
    let all = try home.oversight.grant(grant, to: plugin, file)
    let undeclared = grant.capabilities.subtracting(plugin.capabilities).names
    if !undeclared.isEmpty {
      Terminal.say("note: the plugin does not declare to need \(undeclared.joined(separator: ", "))")
    }
    Terminal.say(
      "\(plugin.id) \(plugin.version) may now use: \(all.words.joined(separator: ", ")); SHA-256 \(file.sha256)")
  }
}

struct PluginRevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Takes grants back, from every build of the plugin; all where none is named.")

  @OptionGroup var argument: PluginArgument
  @OptionGroup var grantOptions: GrantOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    var grant = try grantOptions.grant(needsFolders: false)
    if grant == .nothing { grant.capabilities = .all }
    let records = try home.oversight.revoke(grant, from: try argument.subject(in: home))
    guard !records.isEmpty else {
      throw PluginHostError(
        .notFound, "\(argument.plugin) has no such grant", hint: "'millrace plugin list' shows grants")
    }
    for record in records { Terminal.say("taken back from \(record.file), SHA-256 \(record.sha256)") }
  }
}
