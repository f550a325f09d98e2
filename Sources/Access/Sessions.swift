import Foundation
import Records
import Synchronization

/// Somebody who signed in, at one browser.
public struct Session: Sendable, Equatable {
  public let user: String
  /// Stands in every form of this session, so that no other page can send one.
  public let csrf: String
  public let began: Date
  var used: Date
}

/// Who is signed in. In memory alone: a new process knows nobody.
///
/// Thread: any.
public final class Sessions: Sendable {
  /// Unused for so long, it is over.
  public static let idle: TimeInterval = 60 * 60
  /// It is over then in any case.
  public static let lifetime: TimeInterval = 12 * 60 * 60
  /// So many at once; the oldest go.
  private static let limit = 1_000

  /// By the digest of the cookie: a picture of the memory opens no session.
  private let sessions = Mutex<[String: Session]>([:])
  private let now: @Sendable () -> Date

  public init(now: @escaping @Sendable () -> Date = { Date() }) { self.now = now }

  /// Begins one; answers what the browser keeps.
  public func begin(_ user: String) -> (cookie: String, session: Session) {
    let cookie = Randomness.token()
    let now = now()
    let session = Session(user: user, csrf: Randomness.token(), began: now, used: now)
    sessions.withLock { sessions in
      if sessions.count >= Self.limit { sessions = sessions.filter { isAlive($0.value, now) } }
      if sessions.count >= Self.limit, let oldest = sessions.min(by: { $0.value.used < $1.value.used })?.key {
        sessions[oldest] = nil
      }
      sessions[Randomness.digest(cookie)] = session
    }
    return (cookie, session)
  }

  /// The session of a cookie, which is used by this; nil where there is none, or it is over.
  public func session(_ cookie: String) -> Session? {
    let (key, now) = (Randomness.digest(cookie), now())
    return sessions.withLock { sessions in
      guard let session = sessions[key] else { return nil }
      guard isAlive(session, now) else {
        sessions[key] = nil
        return nil
      }
      sessions[key]?.used = now
      return session
    }
  }

  public func end(_ cookie: String) { sessions.withLock { $0[Randomness.digest(cookie)] = nil } }

  /// Ends every session of a user, but that of this cookie.
  public func endAll(of user: String, but cookie: String? = nil) {
    let kept = cookie.map(Randomness.digest)
    sessions.withLock { $0 = $0.filter { $0.value.user != user || $0.key == kept } }
  }

  private func isAlive(_ session: Session, _ now: Date) -> Bool {
    now.timeIntervalSince(session.used) < Self.idle && now.timeIntervalSince(session.began) < Self.lifetime
  }
}

extension Session {
  /// Whether a form came from a page of this session.
  public func allows(_ csrf: String) -> Bool { Randomness.isEqual(self.csrf, csrf) }
}
