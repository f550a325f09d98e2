import Foundation
import Synchronization

/// What the system's user database says. Its functions have one cursor for the process, hence the lock.
enum Accounts {
  private static let lock = Mutex<[gid_t: Bool]>([:])

  static func name(ofUser user: uid_t) -> String {
    lock.withLock { _ in getpwuid(user).map { String(cString: $0.pointee.pw_name) } ?? "uid \(user)" }
  }

  static func name(ofGroup group: gid_t) -> String {
    lock.withLock { _ in getgrgid(group).map { String(cString: $0.pointee.gr_name) } ?? "gid \(group)" }
  }

  /// Whether nobody is in the group but root and the user who runs this process, as OpenSSH decides it in Debian: all
  /// users with it as their first group, and all that it lists. False where the group is unknown. Remembered, since a
  /// directory service may be slow.
  static func isPrivate(group: gid_t) -> Bool {
    lock.withLock { known in
      if let isPrivate = known[group] { return isPrivate }
      let isPrivate = isPrivateNow(group)
      known[group] = isPrivate
      return isPrivate
    }
  }

  private static func isPrivateNow(_ group: gid_t) -> Bool {
    func isOurs(_ user: uid_t) -> Bool { user == 0 || user == geteuid() }
    guard let entry = getgrgid(group) else { return false }
    var names: [String] = []
    var member = entry.pointee.gr_mem
    while let name = member?.pointee {
      names.append(String(cString: name))
      member = member?.advanced(by: 1)
    }
    for name in names {
      guard let user = getpwnam(name), isOurs(user.pointee.pw_uid) else { return false }
    }
    var hasMembers = !names.isEmpty
    setpwent()
    defer { endpwent() }
    while let user = getpwent() {
      guard user.pointee.pw_gid == group else { continue }
      guard isOurs(user.pointee.pw_uid) else { return false }
      hasMembers = true
    }
    return hasMembers
  }
}
