import ArgumentParser
import Foundation
import IterableSandbox

struct SandboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "A local Iterable to try things on, with as many generated subscribers as you like.",
    discussion: """
      Serves until it is interrupted. What it is told is kept in memory only.
      GET / says how to look inside and how to make things go wrong.

      Examples:
        millrace sandbox --port 8080 --subscribers 100000
        millrace sandbox --generate subscribers.ndjson --subscribers 1000000
      """)

  @Option(name: .long, help: "The port on loopback; 0 is any free one.")
  var port = 0

  @Option(name: .long, help: "So many subscribers are generated.")
  var subscribers = 10_000

  @Option(name: .long, help: "Another seed gives other subscribers.")
  var seed: UInt64 = 1

  @Option(name: .long, help: "The key that is let in.")
  var apiKey = "sandbox-key"

  @Option(name: .long, help: "email, userid or hybrid.")
  var projectType = ProjectType.email

  @Flag(name: .long, help: "Subscribers without odd spelling, invalid values and duplicates.")
  var clean = false

  @Flag(name: .long, help: "Keep Iterable's published rate limits.")
  var rateLimits = false

  @Option(name: .long, help: "Seconds until a write is seen by reads and exports.")
  var visibilityDelaySeconds = 0.0

  @Option(
    name: .long, help: "Write the subscribers to this file, as an export would send them, and serve nothing.",
    completion: .file())
  var generate: String?

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is between 0 and 65535") }
    guard subscribers >= 0 else { throw ValidationError("--subscribers must not be negative") }
    guard visibilityDelaySeconds >= 0 else { throw ValidationError("--visibility-delay-seconds must not be negative") }
  }

  func run() throws {
    if let generate {
      let generator = SubscriberGenerator(seed: seed, projectType: projectType, clean: clean)
      try generator.write(count: subscribers, to: URL(fileURLWithPath: generate))
      return
    }
    var configuration = SandboxConfiguration()
    configuration.port = port
    configuration.subscriberCount = subscribers
    configuration.seed = seed
    configuration.apiKeys = [apiKey]
    configuration.projectType = projectType
    configuration.clean = clean
    configuration.enforcesRateLimits = rateLimits
    configuration.visibilityDelaySeconds = visibilityDelaySeconds

    // Blocked before the server's threads start, so that this thread alone hears them.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)

    let server = SandboxServer(configuration: configuration)
    try server.startAndWait()
    Terminal.print("base_url  \(server.baseURL)")
    Terminal.print("api_key   \(apiKey)")
    var heard: Int32 = 0
    sigwait(&signals, &heard)
    server.stopAndWait()
  }
}

extension ProjectType: ExpressibleByArgument {}
