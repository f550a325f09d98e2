import Connections
import Console
import Foundation
import PluginHost
import Profiles
import Records
import SQLiteStore

/// Looks an installation over: folders, store, disk, clock, service, sandbox, plugins, connection files. Changes nothing.
struct Doctor {
  let home: Home
  let report: (Check.Step) -> Void

  /// Less free space than this is told.
  private static let littleSpace: UInt64 = 1 << 30

  /// A journal of more bytes is told.
  private static let largeJournal = 512 << 20

  /// No clock that is right says less.
  private static let oldestClock = Timestamp(microseconds: 1_767_225_600_000_000)  // 2026

  func examine() {
    step("home folder", homeFolder)
    step("private files", privateFiles)
    step("store", store)
    step("store's journal", journal)
    step("clock", clock)
    step("service", service)
    step("interrupted runs", interruptedRuns)
    step("disk", disk)
    step("downloads left over", leftDownloads)
    step("sandbox", sandbox)
    plugins()
    connections()
    step("settings", settings)
    step("notifications", notifications)
  }

  private func step(_ name: String, _ body: () throws -> Check.Step.Result) {
    let result: Check.Step.Result
    do {
      result = try body()
    } catch let error as PluginHostError {
      result = .failed(error.message, hint: error.hint)
    } catch let error as ProfilesError {
      result = .failed(error.message, hint: error.hint)
    } catch let error as ConsoleError {
      result = .failed(error.message, hint: error.hint)
    } catch {
      result = .failed("\(error)", hint: nil)
    }
    report(Check.Step(name: name, result: result))
  }

  // MARK: Folder, store and disk

  private func homeFolder() -> Check.Step.Result {
    let path = home.root.path
    guard let facts = try? FileManager.default.attributesOfItem(atPath: path) else {
      return .warning("\(path) does not exist", hint: "the first command that writes makes it")
    }
    let mode = facts[.posixPermissions] as? Int ?? 0
    guard facts[.ownerAccountID] as? UInt32 ?? 0 == geteuid() else {
      return .failed("\(path) belongs to somebody else", hint: "chown -R \(NSUserName()) '\(path)'")
    }
    if mode & 0o077 != 0 {
      return .warning(
        "\(path) can be read by others (mode \(String(mode, radix: 8)))",
        hint: "it holds people's data: chmod 700 '\(path)'")
    }
    return .ok(path)
  }

  /// What holds people's data must be its owner's alone, wherever the home folder lies.
  private func privateFiles() -> Check.Step.Result {
    let files = [home.spool, home.database] + ["-wal", "-shm"].map { URL(fileURLWithPath: home.database.path + $0) }
    let open = files.filter { file in
      let facts = try? FileManager.default.attributesOfItem(atPath: file.path)
      return (facts?[.posixPermissions] as? Int ?? 0) & 0o077 != 0
    }
    if open.isEmpty { return .ok("nobody else may read them") }
    return .warning(
      "others may read \(open.map(\.lastPathComponent).joined(separator: ", "))",
      hint: "chmod go-rwx " + open.map { "'\($0.path)'" }.joined(separator: " "))
  }

  /// SQLite's journal is written back as runs go on; one that grows means that a reader never ends.
  private func journal() -> Check.Step.Result {
    let facts = try? FileManager.default.attributesOfItem(atPath: home.database.path + "-wal")
    let size = facts?[.size] as? Int ?? 0
    let text = "\((size >> 20).grouped) MB"
    return size > Self.largeJournal
      ? .warning(text, hint: "a command that reads for hours keeps it from being written back; look for one that hangs")
      : .ok(text)
  }

  private func clock() throws -> Check.Step.Result {
    let now = Timestamp.now()
    if now < Self.oldestClock {
      return .failed("it says \(now.description.prefix(10))", hint: "set it, or schedules and consents go wrong")
    }
    guard FileManager.default.fileExists(atPath: home.database.path) else { return .ok("plausible") }
    let store = try SQLiteStore(path: home.database.path, access: .readOnly)
    if let last = try store.read({ try $0.runs(connection: nil, before: nil, limit: 1) }).first, last.started > now {
      return .warning(
        "run \(last.id) began in the future, at \(last.started)",
        hint: "the clock was wrong then, or is now: compare it")
    }
    return .ok("plausible")
  }

  private func service() throws -> Check.Step.Result {
    let client = ControlClient(socket: home.controlSocket)
    guard FileManager.default.fileExists(atPath: home.controlSocket.path) else { return .ok("no serve runs") }
    guard client.isServed else {
      return .warning(
        "no serve runs, and control.sock is left over", hint: "one was killed; the next 'millrace serve' replaces it")
    }
    let process = try client.send("GET", "/status")["process"]?.integer ?? 0
    do {
      try client.send("GET", "/readyz")
      return .ok("serve (process \(process)) is ready")
    } catch let error as ConsoleError {
      return .warning("serve (process \(process)) is not ready: \(error.message)", hint: error.hint)
    }
  }

  private func store() throws -> Check.Step.Result {
    guard FileManager.default.fileExists(atPath: home.database.path) else {
      return .ok("there is none yet")
    }
    let store = try SQLiteStore(path: home.database.path, access: .readOnly)
    if let finding = try store.damage() {
      return .failed("\(home.database.path) is damaged: \(finding)", hint: "put a backup back with 'millrace restore'")
    }
    let (count, events) = try store.read { (try $0.profileCount(), try $0.eventCount(ofType: nil)) }
    let profiles = "\(count.grouped) \(count == 1 ? "profile" : "profiles")"
    let timelines = events == 0 ? "" : ", \(events.grouped) \(events == 1 ? "event" : "events")"
    return .ok("sound, \(profiles)\(timelines)")
  }

  private func interruptedRuns() throws -> Check.Step.Result {
    guard FileManager.default.fileExists(atPath: home.database.path) else { return .ok("none") }
    let store = try SQLiteStore(path: home.database.path, access: .readOnly)
    let running = try store.read { try $0.runs(connection: nil, before: nil, limit: 1000) }.filter {
      $0.state == .running
    }
    if running.isEmpty { return .ok("none") }
    let runs = running.map { "\($0.id) of \($0.connection)" }.joined(separator: ", ")
    // Another process that holds the store is at work on them.
    if (try? SQLiteStore.probeLock(path: home.database.path)) == nil { return .ok("at work: run \(runs)") }
    return .warning("run \(runs)", hint: "the next 'millrace run' of the connection continues it")
  }

  private func disk() throws -> Check.Step.Result {
    var facts = statvfs()
    let path = FileManager.default.fileExists(atPath: home.root.path) ? home.root.path : "/"
    guard statvfs(path, &facts) == 0 else {
      return .failed("cannot look at \(path): \(String(cString: strerror(errno)))", hint: nil)
    }
    let free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
    let text = "\(Int(free >> 20).grouped) MB free"
    return free < Self.littleSpace
      ? .warning(text, hint: "a download and the store's journal need room; a full disk stops a run, and loses nothing")
      : .ok(text)
  }

  private func leftDownloads() -> Check.Step.Result {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: home.spool.path)) ?? []
    if files.isEmpty { return .ok("none") }
    return .warning(
      "\(files.count) in \(home.spool.path)",
      hint: "they hold people's data; a run that goes on or is continued removes its own")
  }

  // MARK: Settings and notifications

  private func settings() throws -> Check.Step.Result {
    do {
      let email = try Settings(contentsOf: home.settings).email
      return .ok(email.map { "e-mail goes through \($0.host):\($0.port)" } ?? "no mail server is set up")
    } catch let error as ConnectionsError {
      return .failed(([error.message] + error.diagnostics.map { "\($0)" }).joined(separator: "\n"), hint: error.hint)
    }
  }

  private func notifications() throws -> Check.Step.Result {
    guard FileManager.default.fileExists(atPath: home.database.path) else { return .ok("none is left") }
    let store = try SQLiteStore(path: home.database.path, access: .readOnly)
    let tried = try store.read { try $0.notifications(dueBy: nil, limit: .max) }.filter { $0.tries > 0 }
    guard let last = tried.last else { return .ok("none is left") }
    let givenUp = tried.filter { $0.next == nil }.count
    return .warning(
      "\(tried.count) not delivered, \(givenUp) of them given up; the last: \(last.problem ?? "")",
      hint: "'millrace notify list' shows them, 'millrace notify retry' tries again")
  }

  // MARK: Plugins and connections

  private func sandbox() throws -> Check.Step.Result {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: Home.shippedPlugins.path)) ?? []
    guard let plugin = files.sorted().first(where: { $0.hasSuffix(".so") }) else {
      return .warning("no plugin came with the program, so it was not tried", hint: "build them with 'make plugins'")
    }
    let missing = try WorkerExecutable.find()
      .missingSandboxParts(trying: Home.shippedPlugins.appendingPathComponent(plugin).path)
    guard let part = missing.first else { return .ok("workers run without files, network and processes") }
    return .warning("this kernel lacks \(part.rawValue): \(part.consequence)", hint: "use a kernel of 5.13 or later")
  }

  private func plugins() {
    step("plugins") {
      let entries = try home.catalogue().scan()
      let refused = entries.compactMap { if case .refused(let error) = $0.outcome { error } else { nil } }
      for error in refused {
        report(Check.Step(name: "plugin file", result: .failed(error.message, hint: error.hint)))
      }
      return .ok("\(entries.count - refused.count) usable")
    }
    step("suspended plugins") {
      let suspended = try home.oversight.suspensions.active()
      if suspended.isEmpty { return .ok("none") }
      return .warning(
        suspended.map(\.plugin).joined(separator: ", "),
        hint: "'millrace plugin inspect NAME' says why and until when, 'millrace plugin resume NAME' lifts it")
    }
    step("trust list") {
      _ = try home.oversight.rules()
      return .ok("nobody else may change it")
    }
  }

  private func connections() {
    step("connections") {
      let content = try ConnectionFolder.Content(of: home.connections)
      for refusal in content.refused {
        report(Check.Step(name: "connection file", result: .failed("\(refusal)", hint: nil)))
      }
      return .ok(
        content.connections.isEmpty
          ? "none in \(home.connections.path)" : content.connections.map(\.id).joined(separator: ", "))
    }
  }
}
