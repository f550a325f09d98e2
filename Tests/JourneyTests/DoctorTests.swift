import Foundation
import Testing

@Suite struct DoctorTests {
  /// Steps by name; of several of a name the last.
  func steps(_ site: Site) throws -> [String: [String: String]] {
    let steps = try #require(try site.json("doctor") as? [[String: Any]])
    return Dictionary(
      steps.map { ($0["step"] as? String ?? "", $0.compactMapValues { $0 as? String }) }, uniquingKeysWith: { $1 })
  }

  @Test func `a sound installation has nothing to say`() throws {
    let site = try BadInputTests().site(subscribers: 1)
    let result = try site.millrace("doctor")
    #expect(result.status == 0, "\(result.output)")
    #expect(!result.output.contains("failed"))
    #expect(try steps(site)["store"]?["message"] == "sound, 0 profiles")
  }

  @Test func `each trouble is named with its remedy`() throws {
    let site = try BadInputTests().site(subscribers: 1)
    #expect(try site.millrace("profile", "list").status == 0)
    let home = URL(fileURLWithPath: site.home)
    try "connection: 1".write(
      to: home.appendingPathComponent("connections/bad.yaml"), atomically: true, encoding: .utf8)
    try "no plugin".write(to: home.appendingPathComponent("plugins/odd.so"), atomically: true, encoding: .utf8)
    try "[]".write(to: home.appendingPathComponent("spool/run-9-1"), atomically: true, encoding: .utf8)
    chmod(site.home, 0o755)
    let found = try steps(site)
    #expect(found["connection file"]?["message"]?.contains("bad.yaml") == true)
    #expect(found["plugin file"]?["message"]?.contains("odd.so") == true)
    #expect(found["downloads left over"]?["state"] == "warning")
    #expect(found["home folder"]?["hint"]?.contains("chmod 700") == true)
    #expect(try site.millrace("doctor").status == 1)

    let database = home.appendingPathComponent("millrace.db")
    try Data("not a database, but long enough to be looked at as one".utf8).write(to: database)
    #expect(try steps(site)["store"]?["state"] == "failed")
  }
}
