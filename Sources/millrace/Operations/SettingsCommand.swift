import ArgumentParser
import Connections
import Foundation

struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings",
    abstract: "Is settings.yaml in the home folder right?",
    discussion: """
      The file says what holds for the whole installation: the mail server that notifications are sent with, and how long
      runs and rejects are remembered. It is read whenever it is needed, so a change needs no restart.

      Examples:
        cat > ~/.millrace/settings.yaml <<'END'
        email:
          host: smtp.example.com
          user: millrace
          password: "${env:SMTP_PASSWORD}"
          from: millrace@example.com
        retention:
          runs_days: 800
        END
        millrace settings
        millrace settings --options
      """)

  @Flag(name: .long, help: "List every option of the file instead.")
  var options = false

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    if options { return OptionLines.show(Settings.options) }
    let file = homeOptions.folder.settings
    guard FileManager.default.fileExists(atPath: file.path) else {
      Terminal.say(
        "there is no \(file.path), so no e-mail is sent and runs are remembered for 400 days; 'millrace settings --help' shows how to write one"
      )
      return
    }
    do {
      _ = try Settings(contentsOf: file)
    } catch let error as ConnectionsError where error.code == .invalidFile {
      for diagnostic in error.diagnostics { Terminal.print("\(diagnostic)") }
      throw ExitCode.failure
    }
    Terminal.print("\(file.path): right")
  }
}
