import ArgumentParser
import PluginHost

struct PluginTrustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust", abstract: "Lets a plugin run in Millrace's own process.",
    discussion: """
      Trust is in the file's bytes: another build is not trusted. A trusted plugin that crashes ends Millrace, and what it
      may read and write is what Millrace may. Without trust it runs in a sandbox, nearly as fast.
      """)

  @Argument(help: "A plugin's name, or a file.", completion: .file(extensions: ["so"]))
  var plugin: String

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let entry = try home.plugin(plugin)
    if case .refused(let error) = entry.outcome { throw error }
    try home.create()
    let file = try PluginFile(reading: entry.path)
    try TrustList(url: home.trustList).trust(file)
    Terminal.say("trusted: \(file.path), SHA-256 \(file.sha256)")
  }
}

struct PluginUntrustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "untrust", abstract: "Takes that back: the plugin runs in a sandbox only.")

  @Argument(help: "A plugin's name, or a file.", completion: .file(extensions: ["so"]))
  var plugin: String

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let file = try PluginFile(reading: try home.plugin(plugin).path)
    guard try TrustList(url: home.trustList).untrust(file) else {
      throw PluginHostError(
        .notTrusted, "\(file.path) was not trusted by hand", hint: "plugins that came with Millrace always are")
    }
    Terminal.say("no longer trusted: \(file.path)")
  }
}
