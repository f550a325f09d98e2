import Synchronization

/// What is to be told on the next page of a session. In memory; any thread.
final class Notices: Sendable {
  private let notices = Mutex<[String: Notice]>([:])

  /// Nobody who left one never comes back for a thousand.
  private static let limit = 1_000

  func leave(_ notice: Notice, for cookie: String) {
    notices.withLock { notices in
      if notices.count >= Self.limit { notices = [:] }
      notices[cookie] = notice
    }
  }

  func take(_ cookie: String) -> Notice? { notices.withLock { $0.removeValue(forKey: cookie) } }
}
