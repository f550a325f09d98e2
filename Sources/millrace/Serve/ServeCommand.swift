import ArgumentParser
import Connections
import Console
import CoreMetrics
import Foundation
import IterableAPI
import PluginHost
import SQLiteStore

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run the home folder's connections by their schedules, until it is stopped.",
    discussion: """
      Serves the connections that were applied, and the connection files in the home folder's 'connections'. Files and
      plugins that come, change or go are followed without a restart, within two seconds: a run that goes on keeps what it
      began with, the next one takes what is new. SIGINT and SIGTERM end it at the next safe place, a second one at once.

      While it serves, commands that need the store are done by it, on behalf of whoever calls them. It has a web console,
      by default at http://127.0.0.1:8731/, with an API below /api/v1, and /healthz, /readyz and /metrics; on the Unix socket
      control.sock in the home folder, which only its user may use, also GET /status, POST /runs and more. Another
      address than one on loopback takes a certificate in settings.yaml and a user ('millrace user add').

      Examples:
        install -D newsletter.yaml ~/.millrace/connections/newsletter.yaml
        millrace runs upcoming
        millrace serve
        curl http://127.0.0.1:8731/readyz
        curl --unix-socket ~/.millrace/control.sock http://localhost/status
      """)

  @Option(
    name: .long,
    help:
      "The console's address; port 0 is any free one. [settings.yaml; else \(ListenAddress.standard), where that is free]"
  )
  var listen: String?

  @Flag(name: .long, help: "Answer on the control socket alone.")
  var noListen = false

  @OptionGroup var logOptions: LogOptions
  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    if noListen, listen != nil { throw ValidationError("--listen and --no-listen exclude each other") }
    do { _ = try listen.map(ListenAddress.init) } catch { throw ValidationError("--listen: \(error)") }
  }

  func run() throws {
    logOptions.apply()
    OpenFiles.allowMore()
    let home = homeOptions.folder
    let store: SQLiteStore
    do { store = try home.openStore() } catch is ServedElsewhere {
      throw ConsoleError(.conflict, "another serve has \(home.root.path)", hint: "stop it first")
    }
    let metrics = PrometheusMetrics()
    MetricsSystem.bootstrap(metrics)
    let installation = try home.installation(store: store)
    let settings = try installation.settings().console ?? ConsoleSettings()
    let runner = Runner(installation)
    let account = ServiceAccount(output: outputOptions.output)
    let service = Service(runner, connections: home.connections, report: account.tell)
    let console = try Console(
      Console.Setup(
        workspace: Workspace(
          service: service, installation: installation, library: try home.library(store), accounts: home.accounts,
          home: home.root, version: Version.current), metrics: metrics,
        perform: { ServedCommand(home: home, store: store, service: service, session: $0).perform() }))
    try console.openControl()
    defer { console.stop() }
    if let address = try openWeb(console, settings) {
      Terminal.say("millrace: answering at \(address)")
      if try home.accounts.users().isEmpty {
        Terminal.say(
          "millrace: nobody can sign in to the console yet: open \(address)/set-up, and enter \(console.setUpCode)")
      }
    }
    Terminal.say("millrace: serving \(home.root.path)")
    let manager = ServiceManager()
    manager?.tell("READY=1")
    let watch = manager?.keepsWatch { ServeCommand.isWell(service, home) }
    defer { watch?.cancel() }
    try Interrupt.cancels { cancellation in
      let stop: @Sendable () -> Void = {
        watch?.stopsLooking()
        manager?.tell("STOPPING=1")
        // Not on the thread that hears signals: the next one must be heard.
        Thread.detachNewThread { console.beginStopping() }
      }
      try cancellation.onCancel(stop) { try service.serve(until: cancellation) }
    }
  }

  /// Whether what is due is looked for, and the server answers.
  private static func isWell(_ service: Service, _ home: Home) -> Bool {
    guard let looked = service.state.lookedAt, Date().timeIntervalSince(looked) < 30 else { return false }
    return (try? ControlClient(socket: home.controlSocket).send("GET", "/healthz", seconds: 5)) != nil
  }

  /// The standard address is a convenience: where something has it, the control socket does.
  private func openWeb(_ console: Console, _ settings: ConsoleSettings) throws -> String? {
    if noListen { return nil }
    let tls = settings.certificate.flatMap { certificate in
      settings.privateKey.map { TLSFiles(certificate: certificate, privateKey: $0) }
    }
    if let listen = listen ?? settings.listen { return try console.openWeb(try ListenAddress(listen), tls: tls) }
    do {
      return try console.openWeb(.standard, tls: tls)
    } catch {
      Terminal.say("millrace: warning: \(error)")
      return nil
    }
  }
}
