import Foundation
import Glibc

/// The built `millrace` in a process of its own, which dies or meets a failing call where a `FatalCall` says.
struct Victim {
  /// The build's products lie beside the test bundle.
  static let program: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let program = folder.appending(path: "millrace")
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
    }
    fatalError("there is no built millrace beside \(CommandLine.arguments[0])")
  }()

  struct Ending: Sendable {
    /// 0 where it ended by a signal.
    var status: Int32
    var signal: Int32
    /// What it said, to both outputs.
    var text: String
    /// Calls that counted, and whether one of them was hit.
    var calls = 0
    var isHit = false
    var isTooLate = false

    /// The run is over, whatever was rejected in it.
    var isDone: Bool { signal == 0 && (status == 0 || status == 3) }
  }

  /// Where calls on files count.
  let disk: URL
  /// Where what it says is kept, which is not on that disk.
  let records: URL
  /// A process that takes longer hangs, and is killed.
  static let longestSeconds = 120.0

  /// Runs the command to its end.
  func run(_ arguments: [String], _ fatal: FatalCall? = nil) throws -> Ending {
    let child = try start(arguments, fatal)
    let deadline = Date(timeIntervalSinceNow: Self.longestSeconds)
    var isTooLate = false
    while !child.hasEnded {
      usleep(2_000)
      if !isTooLate, Date() > deadline {
        isTooLate = true
        child.kill()
      }
    }
    var ending = child.ending
    ending.isTooLate = isTooLate
    return ending
  }

  func start(_ arguments: [String], _ fatal: FatalCall? = nil) throws -> Child {
    let name = UUID().uuidString
    let (output, report) = (records.appending(path: "\(name).out").path, records.appending(path: "\(name).report").path)
    var environment = [
      "PATH": "/usr/bin:/bin", "HOME": records.path, "ITERABLE_API_KEY": "sandbox-key", "NO_COLOR": "1",
    ]
    if let fatal {
      guard FileManager.default.createFile(atPath: report, contents: Data(count: 16)) else { throw NotStarted() }
      environment.merge(try fatal.environment(root: disk.path, report: report)) { $1 }
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Test threads block signals that the program listens for.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let words = ([Self.program.path] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    guard posix_spawn(&process, Self.program.path, &actions, &attributes, words, variables) == 0 else {
      throw NotStarted()
    }
    return Child(process: process, output: output, report: fatal == nil ? nil : report)
  }

  struct NotStarted: Error {}

  /// A process that goes on.
  final class Child {
    let process: pid_t
    private let output: String
    private let report: String?
    private var status: Int32?

    init(process: pid_t, output: String, report: String?) {
      (self.process, self.output, self.report) = (process, output, report)
    }

    deinit {
      if !hasEnded {
        kill()
        while !hasEnded { usleep(2_000) }
      }
      unlink(output)
      if let report { unlink(report) }
    }

    var text: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

    var hasEnded: Bool {
      if status != nil { return true }
      var status: Int32 = 0
      guard waitpid(process, &status, WNOHANG) == process else { return false }
      self.status = status
      return true
    }

    func kill(_ signal: Int32 = SIGKILL) { if status == nil { Glibc.kill(process, signal) } }

    /// Call it when the process has ended.
    var ending: Ending {
      let status = status ?? 0
      var ending = Ending(status: status >> 8 & 0xFF, signal: status & 0x7F, text: text)
      if let report, let bytes = try? Data(contentsOf: URL(fileURLWithPath: report)), bytes.count == 16 {
        bytes.withUnsafeBytes {
          ending.calls = Int($0.loadUnaligned(as: UInt64.self))
          ending.isHit = $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self) != 0
        }
      }
      return ending
    }
  }
}
