import Audit
import Foundation
import Profiles
import Testing

@testable import Console

@Suite struct ProfilesPageTests {
  private let served: Served

  init() throws { served = try Served(now: Example.now, environment: Example.environment) }

  @Test func `a store without profiles says how they come in`() throws {
    try GoldenPage.expect(PageClient(served, as: .viewer).get("/profiles"), "profiles-empty", home: served.home)
  }

  @Test func `profiles are listed, found by identifiers and told by segment`() throws {
    try StoreExample.fill(served)
    let viewer = try PageClient(served, as: .viewer)
    try GoldenPage.expect(viewer.get("/profiles"), "profiles-many", home: served.home)
    let found = try viewer.get("/profiles?q=%20ANN%40Example.com%20").body
    #expect(found.contains("href=\"/profiles/1\"") && !found.contains("href=\"/profiles/2\""))
    #expect(try viewer.get("/profiles?q=C-1").body.contains("by customer_id"))
    #expect(try viewer.get("/profiles?q=2").body.contains("ben@example.com"))
    #expect(try viewer.get("/profiles?q=ann%40exam").body.contains("No profile was found."))
    #expect(try viewer.get("/profiles?q=ben%40example.com&segment=opted-in-nl").body.contains("No profile was found."))
    let dutch = try viewer.get("/profiles?segment=opted-in-nl").body
    #expect(dutch.contains("/profiles/1") && !dutch.contains("href=\"/profiles/2\""))
    #expect(try viewer.get("/profiles?segment=nobody").status == 404)
  }

  @Test func `profiles are paged by their ids`() throws {
    try served.store.write { writer in
      let editor = DocumentEditor(properties: [Property(name: "email", type: .email, isIdentifier: true)])
      for number in 1...30 {
        editor.begin()
        editor.setText(0, "p\(number)@example.com")
        _ = try writer.insert(editor, permission: .personal)
      }
    }
    let viewer = try PageClient(served, as: .viewer)
    let first = try viewer.get("/profiles").body
    #expect(first.contains("p25@example.com") && !first.contains("p26@example.com"))
    #expect(first.contains("href=\"/profiles?after=25\""))
    let second = try viewer.get("/profiles?after=25").body
    #expect(second.contains("p26@example.com") && !second.contains("rel=\"next\""))
  }

  @Test func `a profile is shown with all that is known of it`() throws {
    try StoreExample.fill(served)
    try StoreExample.connect(served)
    try GoldenPage.expect(
      PageClient(served, as: .admin).get("/profiles/1"), "profile-admin", home: served.home)
    let viewer = try PageClient(served, as: .viewer)
    try GoldenPage.expect(viewer.get("/profiles/3"), "profile-viewer", home: served.home)
    #expect(try !viewer.get("/profiles/1").body.contains("a secret"))
    let older = try viewer.get("/profiles/1?page=2").body
    #expect(older.contains("Shop AMS-5") && !older.contains("Shop AMS-6,") && older.contains("Newer events"))
    #expect(try viewer.get("/profiles/1?type=order").body.contains("It has no events of this type."))
    #expect(try viewer.get("/profiles/99").status == 404)
    #expect(try viewer.get("/profiles/ann").status == 404)
  }

  @Test func `an operator changes the permission level, a viewer does not`() throws {
    try StoreExample.fill(served)
    let answer = try PageClient(served, as: .operator).post("/profiles/1/permission", ["level": "anonymous"])
    #expect(answer.status == 303 && answer.location == "/profiles/1")
    #expect(try permission(1) == .anonymous)
    #expect(try PageClient(served, as: .viewer).post("/profiles/1/permission", ["level": "personal"]).status == 403)
    #expect(
      try PageClient(served, as: .operator).post("/profiles/1/permission", ["level": "personal"], csrf: "x").status
        == 403)
    #expect(try permission(1) == .anonymous)
    #expect(try PageClient(served, as: .operator).post("/profiles/1/permission", ["level": "some"]).status == 400)
    #expect(try audited("profile.set_permission").first?.actor.consoleUser == "operator")
  }

  @Test func `what is known of a person goes out as a file, and that is noted`() throws {
    try StoreExample.fill(served)
    let answer = try PageClient(served, as: .viewer).post("/profiles/1/export", [:])
    #expect(answer.headers["content-disposition"] == "attachment; filename=\"profile-1.json\"")
    #expect(answer.body.contains(#""email":["ann@example.com"]"#) && answer.body.contains("a secret"))
    #expect(answer.body.contains("\"viewed_interactions\""))
    let event = try #require(try audited("profile.export").first)
    #expect(event["profile"]?.string == "1" && event.actor.consoleUser == "viewer")
    #expect(try PageClient(served, as: .viewer).post("/profiles/1/export", [:], csrf: "").status == 403)
    #expect(try PageClient(served, as: .viewer).post("/profiles/99/export", [:]).status == 404)
  }

  @Test func `an admin erases a person, after being told what goes`() throws {
    try StoreExample.fill(served)
    try StoreExample.connect(served)
    let admin = try PageClient(served, as: .admin)
    try GoldenPage.expect(admin.get("/profiles/1/erase"), "profile-erase", home: served.home)
    let operate = try PageClient(served, as: .operator)
    #expect(try operate.get("/profiles/1/erase").status == 403)
    #expect(try operate.post("/profiles/1/erase", ["sure": "yes"]).status == 403)
    #expect(try admin.post("/profiles/1/erase", ["sure": "yes"], csrf: "x").status == 403)
    let unsure = try admin.post("/profiles/1/erase", [:])
    #expect(unsure.location == "/profiles/1/erase")
    #expect(try admin.get("/profiles/1/erase").body.contains("notice failed"))
    #expect(try permission(1) != nil)
    #expect(try admin.post("/profiles/1/erase", ["sure": "yes"]).location == "/profiles")
    #expect(try permission(1) == nil)
    let event = try #require(try audited("profile.erase").first)
    #expect(event["profile"]?.string == "1" && event.actor.consoleUser == "admin")
    #expect(try admin.post("/profiles/1/erase", ["sure": "yes"]).status == 404)
  }

  private func permission(_ id: Int64) throws -> PermissionLevel? {
    var level: PermissionLevel?
    _ = try served.store.read { try $0.withProfile(ProfileID(rawValue: id)) { level = $0.permission } }
    return level
  }

  private func audited(_ action: String) throws -> [AuditEvent] { try served.audited(action) }
}

extension Served {
  /// Lines of the audit log.
  func audited(_ action: String) throws -> [AuditEvent] {
    var events: [AuditEvent] = []
    _ = try AuditLog(url: home.appending(path: "audit.jsonl")).read { if $0.action == action { events.append($0) } }
    return events
  }
}
