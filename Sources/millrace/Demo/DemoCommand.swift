import ArgumentParser
import Connections
import Foundation
import IterableAPI
import IterableSandbox
import Profiles
import Records

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "See it work: a local Iterable with sample subscribers, an import through three plugins, an export.")

  @Option(name: .long, help: "So many subscribers are generated.")
  var subscribers = 10_000

  @Option(name: .long, help: "An empty folder, or one of an earlier demo, which is emptied. [a temporary folder]")
  var home: String?

  /// What the demo's folder holds besides the installation, so that an earlier demo is known as one.
  private static let marker = "this-is-a-demo"

  func validate() throws {
    guard (1...10_000_000).contains(subscribers) else {
      throw ValidationError("--subscribers is between 1 and 10,000,000")
    }
  }

  func run() throws {
    let home = try emptyHome()
    var configuration = SandboxConfiguration()
    configuration.subscriberCount = subscribers
    configuration.apiKeys = ["demo-key"]
    let sandbox = SandboxServer(configuration: configuration)
    try sandbox.startAndWait()
    defer { sandbox.stopAndWait() }
    Terminal.print(
      """
      A sandbox Iterable with \(subscribers.grouped) subscribers answers at \(sandbox.baseURL).
      They are imported through normalize-email, filter-fields and transform; the segment 'gold-members' is exported to
      the list 'Newsletter'.
      """)

    let file = home.connections.appendingPathComponent("demo.yaml")
    try DemoConnection.yaml(baseURL: sandbox.baseURL).write(to: file, atomically: true, encoding: .utf8)
    let connection = try ConnectionFile(contentsOf: file).checkedConnection()

    let store = try home.openStore()
    try DemoConnection.defineProperties(in: store)
    var installation = try home.installation(store: store)
    installation.environment["ITERABLE_API_KEY"] = "demo-key"
    // The sandbox of a demo keeps no rate limits, so nobody has to wait for them.
    installation.adjustClient = {
      $0.rateLimits = .unlimited
      $0.exportPollSeconds = 0.1...1
    }
    let bar = ProgressBar()
    let started = Date()
    let run = try Interrupt.cancels { try Runner(installation).run(connection, cancellation: $0, progress: bar.show) }
    bar.clear()
    let seconds = Date().timeIntervalSince(started)

    Terminal.print()
    RunAccount.show(run)
    try showRejects(of: run, in: store)
    try showProfiles(in: store)
    let rows = run.goals.reduce(0) { $0 + $1.counters.read }
    Terminal.print(
      "\n\(rows.grouped) rows in and out in \(String(format: "%.1f", seconds)) s: "
        + "\(Int(Double(rows) / seconds).grouped) rows a second, downloads and uploads included.")
    Terminal.print(
      """

      Look further:
        the database     \(home.database.path)
        the connection   \(file.path)
        its rejects      millrace rejects --home \(home.root.path)
        its profiles     millrace profile list --home \(home.root.path)
      """)
    if run.state == .failed || run.goals.contains(where: { $0.state == .failed }) { throw ExitCode.failure }
  }

  private func emptyHome() throws -> Home {
    let files = FileManager.default
    let root =
      home.map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? files.temporaryDirectory.appendingPathComponent("millrace-demo-\(UUID().uuidString)", isDirectory: true)
    let marker = root.appendingPathComponent(Self.marker)
    if let content = try? files.contentsOfDirectory(atPath: root.path), !content.isEmpty {
      guard files.fileExists(atPath: marker.path) else {
        throw ValidationError("\(root.path) is not empty and no earlier demo; name another folder with --home")
      }
      try files.removeItem(at: root)
    }
    let home = Home(root)
    try home.create()
    try Data().write(to: marker)
    return home
  }

  /// One example of each reason that came up first.
  private func showRejects(of run: Run, in store: any ProfileStore) throws {
    let filter = RejectFilter(run: run.id)
    let (rejects, count) = try store.read { (try $0.rejects(filter, limit: 1_000), try $0.rejectCount(filter)) }
    guard count > 0 else { return }
    Terminal.print("\nThe first reasons of \(count.grouped) rejects:")
    var seen: Set<String> = []
    for reject in rejects where seen.insert(reject.code + reject.reason).inserted && seen.count <= 5 {
      Terminal.print(
        "  \(reject.goal), row \(reject.row), \(Reject.name(ofStep: reject.step)): \(reject.code): \(reject.reason)"
      )
    }
  }

  private func showProfiles(in store: any ProfileStore) throws {
    Terminal.print("\nFive of \(try store.read { try $0.profileCount() }.grouped) profiles:")
    try store.read { reader in
      _ = try reader.profiles(after: .first, limit: 5) { profile in
        let document = try JSONValue(parsing: profile.document)
        let values = (document.object ?? []).prefix(6).map { member in
          "\(member.key)=\((member.value.array ?? []).map { $0.string ?? $0.text }.joined(separator: "|"))"
        }
        Terminal.print("  \(profile.id)  \(values.joined(separator: "  "))")
      }
    }
  }
}
