import Foundation
import TestSupport
import Testing

/// Runs, backups and restores on a real disk that has room for a part of what they write. They fail with words that say so, and once
/// there is room all ends as if there always had been.
@Suite(.serialized, .enabled(if: SmallDisk.isPossible, "a small disk cannot be mounted here: that takes root"))
struct FullDiskTortureTests {
  @Test func `an import whose disk fills up`() throws {
    try RunTortureTests.imports.fill("import, a disk that fills up")
  }

  @Test func `an export whose disk fills up`() throws {
    try RunTortureTests.exports.fill("export, a disk that fills up")
  }

  @Test func `a retry whose disk fills up`() throws {
    try RunTortureTests.retries.fill("runs retry, a disk that fills up")
  }

  @Test func `a backup whose disk fills up`() throws {
    try BackupTortureTests.backups.fill("backup, a disk that fills up")
  }

  @Test func `a restore whose disk fills up`() throws {
    try BackupTortureTests.restores.fill("restore, a disk that fills up")
  }
}

extension Trial {
  /// Tries with ever more room, until there is enough, and counts the tries under `name`.
  fileprivate func fill(_ name: String) throws {
    var tally = TortureTally(name)
    let place = try Place(subscribers: subscribers)
    let expected = try undisturbed(place).expected
    var room = 0
    while true {
      let (ending, wrong) = try self.try(room, in: place, expected)
      tally.count(wrong: wrong == nil ? 0 : 1)
      if let wrong { Issue.record("\(name), \(room >> 10) kB: \(wrong)") }
      if ending.isDone || wrong != nil { break }
      room = TortureTally.isLong ? room + 16 << 10 : max(room * 2, 32 << 10)
    }
    // The first tries, at least, had too little.
    #expect(tally.points > 3)
    tally.report("enough from \(room >> 10) kB on")
  }

  private func `try`(_ room: Int, in place: Place, _ expected: [String]) throws -> (Victim.Ending, wrong: String?) {
    try place.reset()
    return try place.onSmallDisk { disk in
      try disk.leave(room)
      let ending = try place.victim.run(arguments(place))
      guard ending.isDone || isTold(ending, in: place) else { return (ending, "\(ending)") }
      try disk.makeRoom()
      if let wound = try wound(place) { return (ending, "after \(ending): \(wound)") }
      return (ending, try finish(place, expected, after: ending, maySplit: true))
    }
  }

  /// It failed by itself, with the place, the reason and the remedy.
  private func isTold(_ ending: Victim.Ending, in place: Place) -> Bool {
    ending.signal == 0 && ending.status == 1 && ending.text.contains(place.disk.path)
      && ["disk is full", "No space left on device", "enough space"].contains { ending.text.contains($0) }
      && ["make room", "free space"].contains { ending.text.contains($0) }
  }
}
