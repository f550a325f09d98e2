import Audit
import Foundation
import Testing

@testable import Access

@Suite struct AccountsTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)")
  private let accounts: Accounts
  private let audit: AuditLog

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    audit = AuditLog(url: folder.appending(path: "audit.jsonl"))
    accounts = Accounts(url: folder.appending(path: "accounts.json"), audit: audit)
  }

  private let password = "three words in a row"

  private func code(_ body: () throws -> Void) -> AccessError.Code? {
    #expect(throws: AccessError.self, performing: body)?.code
  }

  @Test func `a user signs in with the password and with no other`() throws {
    #expect(try accounts.users().isEmpty)
    try accounts.addUser("jane", role: .operator, password: password)
    #expect(try accounts.user("jane", password: password)?.role == .operator)
    #expect(try accounts.user("jane", password: password + " ") == nil)
    #expect(try accounts.user("joe", password: password) == nil)
  }

  @Test func `the file holds neither password nor token, and is its owner's alone`() throws {
    try accounts.addUser("jane", role: .admin, password: password)
    let token = try accounts.addToken("report", role: .viewer)
    let text = try String(contentsOf: accounts.url, encoding: .utf8)
    #expect(!text.contains(password) && !text.contains(token) && text.contains("scrypt$15$8$3$"))
    let mode = try FileManager.default.attributesOfItem(atPath: accounts.url.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let log = try String(contentsOf: audit.url, encoding: .utf8)
    #expect(log.contains("user.add") && log.contains("token.add") && !log.contains(token))
  }

  @Test func `what another process changes counts at once`() throws {
    try accounts.addUser("jane", role: .admin, password: password)
    let other = Accounts(url: accounts.url, audit: nil)
    try other.addUser("joe", role: .viewer, password: password)
    #expect(try accounts.users().map(\.name) == ["jane", "joe"])
    try other.removeUser("joe")
    #expect(try accounts.user("joe", password: password) == nil)
  }

  @Test(arguments: ["short", "aaaaaaaaaaaaaaaa", "jane-jane-jane", String(repeating: "word ", count: 60)])
  func `a password that is no good is refused`(_ password: String) {
    #expect(code { try accounts.addUser("jane-jane", role: .admin, password: password) } == .invalid)
  }

  @Test(arguments: ["", " jane", "-jane", "ja ne", "<b>", String(repeating: "a", count: 65)])
  func `a name that is no good is refused`(_ name: String) {
    #expect(code { try accounts.addUser(name, role: .admin, password: password) } == .invalid)
  }

  @Test func `names are given once, and an admin stays`() throws {
    try accounts.addFirstUser("jane", password: password)
    #expect(code { try accounts.addFirstUser("joe", password: password) } == .conflict)
    #expect(code { try accounts.addUser("jane", role: .viewer, password: password) } == .conflict)
    #expect(code { try accounts.removeUser("jane") } == .conflict)
    #expect(code { try accounts.setRole(of: "jane", to: .viewer) } == .conflict)
    #expect(code { try accounts.removeUser("jna") } == .unknown)
    #expect(try accounts.user("jane")?.role == .admin)
  }

  @Test func `a token is known by itself until it expires or is removed`() throws {
    let token = try accounts.addToken("report", role: .viewer, expires: Date(timeIntervalSinceNow: 60))
    #expect(token.hasPrefix("mrt_") && token.count == 47)
    #expect(try accounts.token(token)?.name == "report")
    #expect(try accounts.token(token, now: Date(timeIntervalSinceNow: 61)) == nil)
    #expect(try accounts.token(String(token.dropLast())) == nil)
    try accounts.removeToken("report")
    #expect(try accounts.token(token) == nil)
  }

  @Test func `a file that is none is told, and left as it is`() throws {
    try Data("{}".utf8).write(to: accounts.url)
    #expect(code { _ = try accounts.users() } == .file)
    #expect(code { try accounts.addUser("jane", role: .admin, password: password) } == .file)
    #expect(try String(contentsOf: accounts.url, encoding: .utf8) == "{}")
  }

  @Test func `what cannot be audited does not happen`() throws {
    try FileManager.default.createDirectory(at: audit.url, withIntermediateDirectories: true)
    #expect(throws: AuditError.self) { try accounts.addUser("jane", role: .admin, password: password) }
    #expect(try accounts.users().isEmpty)
  }

  @Test func `changes of two at once are both there`() async throws {
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask { _ = try? Accounts(url: accounts.url, audit: nil).addToken("token-\(number)", role: .viewer) }
      }
    }
    #expect(try accounts.tokens().count == 20)
  }
}
