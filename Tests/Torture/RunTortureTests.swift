import Foundation
import Testing

/// Runs that die, or meet a disk that is full or broken, at every single call by which they change the world. Run again,
/// the store, the outbox and Iterable are as after a run that nobody disturbed.
@Suite(.serialized) struct RunTortureTests {
  static let imports = Trial(
    subscribers: 100, prepare: Goals.prepareImport, arguments: Goals.run("import.yaml"),
    end: { try StoreContent.lines($0.database, ofRun: 1) + $0.leftovers() },
    shows: [
      "goal_result .*\"created\":[1-9]", "goal_result .*\"updated\":[1-9]", "^reject ", "^row_version ",
      "^group_entry ",
      "^event .*type=sign-up ", "^event .*type=order ", "^event .*type=quiz ",
    ])

  static let exports = Trial(
    subscribers: 100, prepare: Goals.prepareExport, arguments: Goals.run("export.yaml"),
    end: { try StoreContent.lines($0.database, ofRun: 3) + $0.sandboxContent() + $0.leftovers() },
    shows: [
      "goal_result run=3 .*\"updated\":[1-9]", "run=3 .*\"joined\":[1-9]", "run=3 .*\"left\":[1-9]",
      "run=3 .*\"events\":[1-9]", "run=3 .*\"touches\":[1-9]", "^list 1003 ", "^touch .*run=3", "^sent_event ",
      "^purchase .*\"_id\":\"millrace-", "^customEvent .*sign-up",
    ])

  static let retries = Trial(
    subscribers: 100, prepare: Goals.prepareRetry, arguments: Goals.retry,
    again: { place in
      let ending = try place.victim.run(Goals.retry(place))
      // Killed behind its end, when there is nothing to be tried again.
      let isOver = ending.status == 1 && ending.text.contains("has no rejected records that can be tried again")
      try #require(ending.isDone || isOver, "\(ending)")
    },
    end: { try StoreContent.lines($0.database, ofRun: 2) + $0.sandboxContent() + $0.leftovers() },
    shows: [
      "^reject run=1 goal=products .*resolved_by=2", "^reject run=1 goal=subscribers .*resolved_by=2",
      "^reject run=1 goal=audience .*resolved_by=2", "^reject run=2 goal=audience .*resolved_by=NULL",
    ])

  @Test func `an import that is killed at any call`() throws {
    try Self.imports.run("import, kill -9 before a call", .kill, share: 12)
  }

  @Test func `an import that is killed within any write`() throws {
    try Self.imports.run("import, kill -9 within a write", .tear, share: 8)
  }

  @Test func `an export that is killed at any call`() throws {
    try Self.exports.run("export, kill -9 before a call", .kill, share: 12)
  }

  @Test func `an export that is killed within any write`() throws {
    try Self.exports.run("export, kill -9 within a write", .tear, share: 8)
  }

  @Test func `a retry that is killed at any call`() throws {
    try Self.retries.run("runs retry, kill -9 before a call", .kill, share: 8)
  }

  @Test func `a retry that is killed within any write`() throws {
    try Self.retries.run("runs retry, kill -9 within a write", .tear, share: 5)
  }

  static let faults: [(FatalCall.Kind, String, Int)] = [
    (.full, "ENOSPC once", 3), (.staysFull, "ENOSPC from then on", 3), (.broken, "EIO once", 3),
    (.staysBroken, "EIO from then on", 3), (.short, "a short write", 3), (.readOnly, "read-only from then on", 3),
  ]

  @Test(arguments: faults)
  func `an import that meets a bad disk at any call`(kind: FatalCall.Kind, what: String, share: Int) throws {
    try Self.imports.run("import, \(what)", kind, share: share)
  }

  @Test(arguments: faults)
  func `an export that meets a bad disk at any call`(kind: FatalCall.Kind, what: String, share: Int) throws {
    try Self.exports.run("export, \(what)", kind, share: share)
  }

  @Test(arguments: faults)
  func `a retry that meets a bad disk at any call`(kind: FatalCall.Kind, what: String, share: Int) throws {
    try Self.retries.run("runs retry, \(what)", kind, share: 2)
  }

  /// The tests above could not fail if they looked away: without the second run, what was killed is not whole.
  @Test func `what nobody brings to its end is noticed`() throws {
    var abandoned = Self.imports
    abandoned.again = { _ in }
    let tries = try abandoned.tries(.kill, share: 4)
    #expect(tries.contains { $0.wrong?.hasPrefix("missing") == true })
  }
}
