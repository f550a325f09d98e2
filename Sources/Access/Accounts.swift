import Audit
import Foundation
import Records
import Synchronization

/// The users and tokens of an installation. Another process may change the file at any time; what it says now is what counts.
///
/// Thread: any; hashing a password blocks for about a tenth of a second. Everything throws ``AccessError`` `file` where the file
/// cannot be read or written, and `AuditError` where a change cannot be noted: then nothing changes.
public final class Accounts: Sendable {
  public let url: URL
  private let audit: AuditLog?

  private struct Read {
    var book = AccountBook()
    /// Of the file that it was read from.
    var stamp: Stamp?
  }
  private struct Stamp: Equatable {
    var inode: UInt
    var seconds: Int
    var nanoseconds: Int
    var size: Int
  }
  private let read = Mutex(Read())

  /// Passwords are this long at least (NIST SP 800-63B asks for 8; without a second factor, 15).
  public static let passwordLength = 12...256

  public init(url: URL, audit: AuditLog?) {
    self.url = url
    self.audit = audit
  }

  // MARK: Looking

  /// In the order in which they came.
  public func users() throws -> [User] { try book().users }

  public func user(_ name: String) throws -> User? { try book().users.first { $0.name == name } }

  public func tokens() throws -> [APIToken] { try book().tokens }

  /// The token's record; nil where there is none, or it has expired.
  public func token(_ secret: String, now: Date = Date()) throws -> APIToken? {
    let digest = Randomness.digest(secret)
    return try book().tokens.first {
      Randomness.isEqual($0.digest, digest) && $0.expires.map { now < $0 } ?? true
    }
  }

  /// The user, where the password is theirs; nil costs as much as a user.
  public func user(_ name: String, password: String) throws -> User? {
    guard Self.passwordLength.upperBound * 4 >= password.utf8.count else { return nil }
    guard let user = try user(name) else {
      PasswordHash.waste(password)
      return nil
    }
    return user.password.matches(password) ? user : nil
  }

  // MARK: Changing

  public func addUser(_ name: String, role: Role, password: String) throws {
    try check(name)
    try Self.check(password, of: name)
    let hash = try PasswordHash(of: password)
    try change("user.add", ["user": .string(name), "role": .string(role.rawValue)]) { book throws(AccessError) in
      guard !book.users.contains(where: { $0.name == name }) else {
        throw AccessError(.conflict, "there is a user '\(name)' already", hint: "choose another name")
      }
      book.users.append(User(name: name, role: role, created: Date(), password: hash))
    }
  }

  /// A user whose password nobody knows, made without hashing one: for tests that only need somebody.
  package func addTestUser(_ name: String, role: Role) throws {
    let nobodys = PasswordHash(
      "scrypt$15$8$3$\(Data(count: 16).base64EncodedString())$\(Data(count: 32).base64EncodedString())")!
    try change("user.add", ["user": .string(name)]) { book throws(AccessError) in
      book.users.append(User(name: name, role: role, created: Date(), password: nobodys))
    }
  }

  /// The first user, an admin; `conflict` where there is one already.
  public func addFirstUser(_ name: String, password: String) throws {
    guard try users().isEmpty else {
      throw AccessError(.conflict, "there are users already", hint: "sign in, or ask an admin")
    }
    try addUser(name, role: .admin, password: password)
  }

  public func setPassword(of name: String, to password: String) throws {
    try Self.check(password, of: name)
    let hash = try PasswordHash(of: password)
    try change("user.password", ["user": .string(name)]) { book throws(AccessError) in
      book.users[try book.index(ofUser: name)].password = hash
    }
  }

  public func setRole(of name: String, to role: Role) throws {
    try change("user.role", ["user": .string(name), "role": .string(role.rawValue)]) { book throws(AccessError) in
      let index = try book.index(ofUser: name)
      book.users[index].role = role
      try book.checkHasAdmin()
    }
  }

  public func removeUser(_ name: String) throws {
    try change("user.remove", ["user": .string(name)]) { book throws(AccessError) in
      book.users.remove(at: try book.index(ofUser: name))
      try book.checkHasAdmin()
    }
  }

  /// Answers the secret, which is not kept: `mrt_` and 43 characters.
  public func addToken(_ name: String, role: Role, expires: Date? = nil) throws -> String {
    try check(name)
    let secret = "mrt_" + Randomness.token()
    let token = APIToken(
      name: name, role: role, created: Date(), expires: expires, digest: Randomness.digest(secret))
    try change("token.add", ["token": .string(name), "role": .string(role.rawValue)]) { book throws(AccessError) in
      guard !book.tokens.contains(where: { $0.name == name }) else {
        throw AccessError(.conflict, "there is a token '\(name)' already", hint: "choose another name")
      }
      book.tokens.append(token)
    }
    return secret
  }

  public func removeToken(_ name: String) throws {
    try change("token.remove", ["token": .string(name)]) { book throws(AccessError) in
      guard let index = book.tokens.firstIndex(where: { $0.name == name }) else {
        throw AccessError(.unknown, "there is no token '\(name)'")
      }
      book.tokens.remove(at: index)
    }
  }

  // MARK: Rules

  private func check(_ name: String) throws(AccessError) {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._@-]{0,63}/) != nil else {
      throw AccessError(
        .invalid, "'\(name.prefix(64))' is no name",
        hint: "begin with a letter or digit; up to 64 letters, digits, '.', '_', '@' and '-'")
    }
  }

  /// Length is what makes a password; no rules about its characters.
  private static func check(_ password: String, of name: String) throws(AccessError) {
    guard passwordLength.contains(password.count) else {
      throw AccessError(
        .invalid, "the password has \(password.count) characters",
        hint: "take \(passwordLength.lowerBound) to \(passwordLength.upperBound); some words in a row will do")
    }
    guard Set(password).count >= 5,
      !password.lowercased().contains(name.lowercased()) || password.count > 2 * name.count
    else {
      throw AccessError(.invalid, "the password is easily guessed", hint: "take some words in a row")
    }
  }

  // MARK: The file

  private func book() throws(AccessError) -> AccountBook {
    try read.withLock { read throws(AccessError) in
      guard let stamp = stamp() else {
        read = Read()
        return read.book
      }
      if read.stamp != stamp { read = Read(book: try load(), stamp: stamp) }
      return read.book
    }
  }

  private func stamp() -> Stamp? {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    return Stamp(
      inode: UInt(status.st_ino), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
      size: Int(status.st_size))
  }

  private func load() throws(AccessError) -> AccountBook {
    guard let data = try? Data(contentsOf: url) else {
      throw AccessError(.file, "\(url.path) cannot be read", hint: "make it readable for the user who serves")
    }
    guard let json = data.withUnsafeBytes({ try? JSONValue(parsing: $0) }), let book = AccountBook(json) else {
      throw AccessError(
        .file, "\(url.path) is not a file of accounts",
        hint: "put an older one back; or move it away, and begin with 'millrace user add'")
    }
    return book
  }

  /// One after the other, also between processes; whoever reads sees the file before or after.
  private func change(
    _ action: String, _ facts: KeyValuePairs<String, JSONValue>,
    _ body: (inout AccountBook) throws(AccessError) -> Void
  ) throws {
    let lock = open(url.path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
      throw AccessError(.file, "\(url.path) cannot be locked", hint: "make its folder writable for the user who serves")
    }
    defer { close(lock) }
    var book = try book()
    try body(&book)
    try audit?.append(action, facts, isDurable: true)
    do {
      try write(book.json.text + "\n")
    } catch {
      throw AccessError(
        .file, "\(url.path) cannot be written: \(String(cString: strerror(errno)))",
        hint: "make its folder writable for the user who serves, with room on the disk")
    }
    read.withLock { $0.stamp = nil }
  }

  private func write(_ text: String) throws {
    let new = url.path + ".new"
    unlink(new)
    let file = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(file) }
    var text = text
    let count = text.utf8.count
    guard text.withUTF8({ Glibc.write(file, $0.baseAddress, count) }) == count, fsync(file) == 0,
      rename(new, url.path) == 0
    else { throw CocoaError(.fileWriteUnknown) }
  }
}

extension AccountBook {
  fileprivate func index(ofUser name: String) throws(AccessError) -> Int {
    if let index = users.firstIndex(where: { $0.name == name }) { return index }
    throw AccessError(
      .unknown, "there is no user '\(name)'", hint: Suggestion.hint(for: name, among: users.map(\.name)))
  }

  fileprivate func checkHasAdmin() throws(AccessError) {
    guard users.contains(where: { $0.role == .admin }) else {
      throw AccessError(.conflict, "nobody would be admin any more", hint: "make somebody else admin before")
    }
  }
}
