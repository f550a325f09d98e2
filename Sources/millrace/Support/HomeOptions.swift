import Access
import ArgumentParser
import Connections
import Console
import Foundation

/// Where an installation keeps what it has: `--home`, else `MILLRACE_HOME`, else `~/.millrace`.
struct HomeOptions: ParsableArguments {
  @Option(name: .long, help: "The folder with the database, plugins and spool files. [MILLRACE_HOME, else ~/.millrace]")
  var home: String?

  var folder: Home {
    if let served = ServedCommand.current { return served.home }
    let environment = ProcessInfo.processInfo.environment
    // As a shell understands `~`: Foundation looks into the list of users first.
    let user = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
    let path = home ?? environment["MILLRACE_HOME"] ?? "\(user)/.millrace"
    return Home(URL(fileURLWithPath: path, isDirectory: true))
  }
}

/// The folder of one installation.
struct Home {
  let root: URL

  init(_ root: URL) { self.root = root }

  var database: URL { root.appendingPathComponent("millrace.db") }
  /// Plugins that people dropped in.
  var plugins: URL { root.appendingPathComponent("plugins", isDirectory: true) }
  /// What was learned of plugin files; may be deleted at any time.
  var cache: URL { root.appendingPathComponent("cache", isDirectory: true) }
  /// Downloads that are being worked on.
  var spool: URL { root.appendingPathComponent("spool", isDirectory: true) }
  /// What happened in each run.
  var logs: URL { root.appendingPathComponent("logs", isDirectory: true) }
  /// Where a running `serve` listens for commands.
  var controlSocket: URL { Console.socket(in: root) }
  /// Connection files that can be named without their path.
  var connections: URL { root.appendingPathComponent("connections", isDirectory: true) }

  /// Who may use the console.
  var accounts: Accounts { Accounts(url: root.appendingPathComponent("accounts.json"), audit: oversight.audit) }

  /// What holds for all connections.
  var settings: URL { root.appendingPathComponent("settings.yaml") }

  /// Makes the folders that are missing. They and all files that are made from now on are readable by their owner alone:
  /// the database and downloads hold people's data. Throws ``ConnectionsError``.
  func create() throws {
    umask(0o077)
    for folder in [root, plugins, cache, spool, connections] {
      do {
        try FileManager.default.createDirectory(
          at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw ConnectionsError(
          .file, "cannot make the folder \(folder.path)",
          hint: "make it writable for the user who runs this, or name another folder with --home or MILLRACE_HOME")
      }
    }
  }

  /// The plugins that came with the program: beside it, or in `../lib/millrace/plugins`.
  static var shippedPlugins: URL {
    let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let beside = executable.appendingPathComponent("plugins", isDirectory: true)
    if FileManager.default.fileExists(atPath: beside.path) { return beside.resolvingSymlinksInPath() }
    return executable.deletingLastPathComponent().appendingPathComponent("lib/millrace/plugins", isDirectory: true)
  }
}
