import Foundation
import Testing

/// Runs that die, or meet a disk that is full or broken, at every single call by which they change the world. Run again,
/// the store, the outbox and Iterable are as after a run that nobody disturbed.
@Suite(.serialized) struct RunTortureTests {
  static let imports = Trial(
    prepare: Goals.prepareImport, arguments: Goals.run("import.yaml"),
    end: { try StoreContent.lines($0.database, ofRun: 1) + $0.leftovers() },
    shows: ["goal_result .*\"created\":[1-9]", "goal_result .*\"updated\":[1-9]", "^reject ", "^row_version "])

  static let exports = Trial(
    prepare: Goals.prepareExport, arguments: Goals.run("export.yaml"),
    end: { try StoreContent.lines($0.database, ofRun: 3) + $0.sandboxContent() + $0.leftovers() },
    shows: [
      "goal_result run=3 .*\"updated\":[1-9]", "run=3 .*\"joined\":[1-9]", "run=3 .*\"left\":[1-9]", "^list 1003 ",
    ])

  @Test func `an import that is killed at any call`() throws {
    try Self.imports.run("import, kill -9 before a call", .kill, share: 16)
  }

  @Test func `an import that is killed within any write`() throws {
    try Self.imports.run("import, kill -9 within a write", .tear, share: 10)
  }

  @Test func `an export that is killed at any call`() throws {
    try Self.exports.run("export, kill -9 before a call", .kill, share: 16)
  }

  @Test func `an export that is killed within any write`() throws {
    try Self.exports.run("export, kill -9 within a write", .tear, share: 10)
  }

  static let faults: [(FatalCall.Kind, String, Int)] = [
    (.full, "ENOSPC once", 4), (.staysFull, "ENOSPC from then on", 4), (.broken, "EIO once", 4),
    (.staysBroken, "EIO from then on", 4), (.short, "a short write", 4), (.readOnly, "read-only from then on", 4),
  ]

  @Test(arguments: faults)
  func `an import that meets a bad disk at any call`(kind: FatalCall.Kind, what: String, share: Int) throws {
    try Self.imports.run("import, \(what)", kind, share: share)
  }

  @Test(arguments: faults)
  func `an export that meets a bad disk at any call`(kind: FatalCall.Kind, what: String, share: Int) throws {
    try Self.exports.run("export, \(what)", kind, share: share)
  }

  /// The tests above could not fail if they looked away: without the second run, what was killed is not whole.
  @Test func `what nobody brings to its end is noticed`() throws {
    var abandoned = Self.imports
    abandoned.again = { _ in }
    let tries = try abandoned.tries(.kill, share: 4)
    #expect(tries.contains { $0.wrong?.hasPrefix("missing") == true })
  }
}
