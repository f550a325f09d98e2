import ArgumentParser

struct PluginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin", abstract: "Plugins: those there are, what they offer and may; and writing one.",
    discussion: """
      Examples:
        millrace plugin list
        millrace plugin inspect normalize-email
        millrace plugin inspect ./build/my-plugin.so
        millrace plugin trust ./build/my-plugin.so
        millrace plugin grant geocode network
        millrace plugin resume geocode
        millrace plugin new --lang c my-plugin
        millrace plugin test ./build/my-plugin.so --cases cases.yaml
        millrace plugin validate ./build/my-plugin.so
        millrace plugin bench ./build/my-plugin.so --config '{"field": "city"}'

      A plugin is dropped into the home folder's plugins. It runs in a process of its own, in a sandbox; a trusted one may
      also run in Millrace's own process ('placement: in_process' in a connection file).
      """,
    subcommands: [
      PluginListCommand.self, PluginInspectCommand.self, PluginTrustCommand.self, PluginUntrustCommand.self,
      PluginGrantCommand.self, PluginRevokeCommand.self, PluginResumeCommand.self,
      PluginNewCommand.self, PluginTestCommand.self, PluginValidateCommand.self, PluginBenchCommand.self,
    ],
    defaultSubcommand: PluginListCommand.self)
}
