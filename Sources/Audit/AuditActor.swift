import Foundation

/// On whose behalf something is done.
public struct AuditActor: Sendable, Equatable {
  /// The operating system's name of the user, or `uid N` where it has none.
  public let user: String
  /// Who became root through sudo.
  public let sudoUser: String?
  /// Who asked this process for it in the console, or which API token did.
  public let consoleUser: String?

  init(user: String, sudoUser: String? = nil, consoleUser: String? = nil) {
    self.user = user
    self.sudoUser = sudoUser
    self.consoleUser = consoleUser
  }

  @TaskLocal private static var acting: AuditActor?

  /// Whoever called ``acting(as:_:)`` around this, else the user of this process.
  public static var current: AuditActor { acting ?? process }

  /// Does `body`, on this thread, on behalf of a user of the console.
  public static func acting<Result>(as consoleUser: String, _ body: () throws -> Result) rethrows -> Result {
    let actor = AuditActor(user: process.user, sudoUser: process.sudoUser, consoleUser: consoleUser)
    return try $acting.withValue(actor, operation: body)
  }

  private static let process = AuditActor(
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
  public var description: String { consoleUser ?? sudoUser.map { "\(user) (\($0))" } ?? user }
}
