import Foundation

/// On whose behalf this process acts.
public struct AuditActor: Sendable, Equatable {
  /// The operating system's name of the user, or `uid N` where it has none.
  public let user: String
  /// Who became root through sudo.
  public let sudoUser: String?

  public static let current = AuditActor(
    user: name(of: geteuid()),
    // Anybody may set the variable; that somebody is root, nobody can.
    sudoUser: geteuid() == 0 ? ProcessInfo.processInfo.environment["SUDO_USER"] : nil)

  private static func name(of user: uid_t) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
      guard getpwuid_r(user, &entry, buffer.baseAddress!, buffer.count, &found) == 0, let found else {
        return "uid \(user)"
      }
      return String(cString: found.pointee.pw_name)
    }
  }
}

extension AuditActor: CustomStringConvertible {
  public var description: String { sudoUser.map { "\(user) (\($0))" } ?? user }
}
