import ArgumentParser
import Connections
import Foundation
import IterableAPI

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run the home folder's connections by their schedules, until it is stopped.",
    discussion: """
      Serves the connections that were applied, and the connection files in the home folder's 'connections'. Files and
      plugins that come, change or go are followed without a restart, within two seconds: a run that goes on keeps what it began with, the next one takes
      what is new. SIGINT and SIGTERM end it at the next safe place. While it serves, other commands can look, and cannot
      write.

      Examples:
        install -D newsletter.yaml ~/.millrace/connections/newsletter.yaml
        millrace runs upcoming
        millrace serve
      """)

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let runner = Runner(try home.installation(store: try home.openStore()))
    let account = ServiceAccount(output: outputOptions.output)
    let service = Service(runner, connections: home.connections, report: account.tell)
    Terminal.say("millrace: serving \(home.root.path)")
    try Interrupt.cancels { try service.serve(until: $0) }
  }
}
