import Foundation
import Testing

@Suite struct BackupTests {
  @Test func `a store is copied, changed, and put back`() throws {
    let site = try BadInputTests().site(subscribers: 1)
    func objectives() throws -> Int { try site.millrace("objective", "list").output.split(separator: "\n").count }
    let copy = site.folder.url.appendingPathComponent("copy.db").path
    #expect(try site.millrace("objective", "add", "news").status == 0)
    let before = try objectives()
    let backup = try site.millrace("backup", copy)
    #expect(backup.status == 0 && backup.messages.contains("kB"), "\(backup.messages)")
    #expect(try site.millrace("objective", "add", "offers").status == 0)
    #expect(try objectives() == before + 1)

    let again = try site.millrace("backup", copy)
    #expect(again.status == 1 && again.messages.contains("exists already"))
    let restore = try site.millrace("restore", copy)
    #expect(restore.status == 0, "\(restore.messages)")
    #expect(try objectives() == before)
  }
}
