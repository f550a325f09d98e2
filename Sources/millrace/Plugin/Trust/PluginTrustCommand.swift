import ArgumentParser
import PluginHost

struct PluginTrustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust", abstract: "Lets a plugin run in Millrace's own process.",
    discussion: """
      Trust is in the file's bytes: another build is not trusted. A trusted plugin that crashes ends Millrace, and what it
      may read and write is what Millrace may. Without trust it runs in a sandbox, nearly as fast.

      Only a file that nobody else can change can be trusted: it and all folders on its way belong to root or to you, and
      neither their group nor others may write them.
      """)

  @OptionGroup var argument: PluginArgument
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let (plugin, file) = try argument.load(in: home)
    try home.create()
    try home.oversight.trust(plugin, file)
    Terminal.say("trusted: \(plugin.id) \(plugin.version), \(file.path), SHA-256 \(file.sha256)")
  }
}

struct PluginUntrustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "untrust", abstract: "Takes that back, from every build of the plugin: it runs in a sandbox only.")

  @OptionGroup var argument: PluginArgument
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let records = try home.oversight.untrust(try argument.subject(in: home))
    guard !records.isEmpty else {
      throw PluginHostError(
        .notTrusted, "\(argument.plugin) was not trusted by hand", hint: "plugins that came with Millrace always are")
    }
    for record in records { Terminal.say("no longer trusted: \(record.file), SHA-256 \(record.sha256)") }
  }
}
