import ArgumentParser
import PluginHost

struct PluginResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Lets a suspended plugin run again.",
    discussion: """
      A plugin is suspended when goals stopped because of it three times within 24 hours: for an hour, and twice as long,
      up to 24 hours, each time that it fails again. 'plugin list' shows it, 'plugin inspect' says why.
      """)

  @OptionGroup var argument: PluginArgument
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let lifted = try home.oversight.resume(try argument.subject(in: home))
    guard !lifted.isEmpty else {
      throw PluginHostError(
        .notFound, "\(argument.plugin) is not suspended", hint: "'millrace plugin list' shows which are")
    }
    for suspension in lifted {
      Terminal.say("no longer suspended: \(suspension.plugin) \(suspension.version), SHA-256 \(suspension.sha256)")
    }
  }
}
