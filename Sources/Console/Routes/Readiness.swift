import Connections
import Foundation
import Profiles
import Serving
import Synchronization

/// Whether the service can do its work: the store can be read and written, the disk takes bytes, plugin folders can be read,
/// and what is due is looked for.
final class Readiness: Sendable {
  private let service: Service
  private let store: any ProfileStore
  private let home: URL

  /// What one look came to is good for so long, so that nobody keeps the store busy by asking.
  private static let secondsBetweenLooks = 1.0
  /// A store that takes longer to answer is not ready.
  private static let storeSeconds = 5.0
  /// A service that looked longer ago does not look any more.
  private static let scheduleSeconds = 30.0

  private struct Look {
    var at = Date.distantPast
    var finding: String?
    /// When a look at the store began that is not over.
    var since: Date?
  }
  private let look = Mutex(Look())

  init(service: Service, store: any ProfileStore, home: URL) {
    self.service = service
    self.store = store
    self.home = home
  }

  /// Why it is not ready; empty where it is.
  func reasons() async throws -> [String] {
    var reasons: [String] = []
    if let finding = try await storeFinding() { reasons.append(finding) }
    let state = service.state
    if let trouble = state.unreadablePlugins { reasons.append(trouble) }
    let silent = Date().timeIntervalSince(state.lookedAt ?? .distantPast)
    if state.lookedAt == nil {
      reasons.append("the service has not looked at what is due yet")
    } else if silent > Self.scheduleSeconds {
      reasons.append("the service has not looked at what is due for \(Int(silent)) s")
    }
    return reasons
  }

  /// One look at a time; while one hangs, its age is what is told.
  private func storeFinding() async throws -> String? {
    enum Step {
      case known(String?)
      case hangs(Double)
      case looks
    }
    let step: Step = look.withLock { look in
      let now = Date()
      if let since = look.since { return .hangs(now.timeIntervalSince(since)) }
      if now.timeIntervalSince(look.at) < Self.secondsBetweenLooks { return .known(look.finding) }
      look.since = now
      return .looks
    }
    switch step {
    case .known(let finding): return finding
    case .hangs(let seconds):
      return seconds > Self.storeSeconds
        ? "the store has not answered for \(Int(seconds)) s" : look.withLock { $0.finding }
    case .looks:
      let thread = Thread { [self] in
        let finding = examineStore()
        look.withLock { $0 = Look(at: Date(), finding: finding, since: nil) }
      }
      thread.name = "readiness"
      thread.start()
      let deadline = Date(timeIntervalSinceNow: Self.storeSeconds)
      while Date() < deadline {
        if let done = look.withLock({ $0.since == nil ? Optional($0.finding) : nil }) { return done }
        try await Task.sleep(for: .milliseconds(5))
      }
      return "the store has not answered for \(Int(Self.storeSeconds)) s"
    }
  }

  private func examineStore() -> String? {
    do {
      _ = try store.read { try $0.runs(connection: nil, before: nil, limit: 1) }
      try store.write { _ in }
    } catch {
      return "\(error)"
    }
    // An empty transaction writes nothing: whether the disk takes bytes is tried beside it.
    let probe = home.appendingPathComponent(".ready")
    do {
      try Data(count: 4096).write(to: probe)
      try FileManager.default.removeItem(at: probe)
    } catch {
      try? FileManager.default.removeItem(at: probe)
      return "cannot write to \(home.path): make room, or make it writable"
    }
    return nil
  }
}
