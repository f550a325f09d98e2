import Foundation
import IterableAPI
import Records

/// Leaves out the rows of subscribers that are not on the goal's lists.
///
/// An export row names the static lists that its subscriber is on; who is on a dynamic list, only the list itself says.
final class ListFilter {
  private let staticLists: Set<Int64>
  private let members: Set<UInt64>
  private let isOpen: Bool

  /// Resolves the names and downloads the members of dynamic lists. Throws ``ConnectionsError`` and ``IterableError``.
  init(_ source: ImportProfilesGoal.Source, _ client: IterableClient, _ spool: SpoolFile) throws {
    guard case .lists(let references) = source else {
      (staticLists, members, isOpen) = ([], [], true)
      return
    }
    let lists = try ListDirectory(client.lists()).resolve(references)
    staticLists = Set(lists.filter { !$0.isDynamic }.map(\.id))
    var members: Set<UInt64> = []
    for list in lists where list.isDynamic {
      let file = spool.sibling("list-\(list.id)")
      defer { file.remove() }
      _ = try client.subscribers(ofList: list.id, to: file.url)
      try Self.readLines(of: file) { members.insert(Self.hash($0)) }
    }
    self.members = members
    isOpen = false
  }

  /// Drops the batch's rows that are on none of the lists; answers how many.
  func exclude(_ batch: Batch) -> Int {
    guard !isOpen else { return 0 }
    let memberships = ["emailListIds", "userListIds"].compactMap { batch.column(named: $0).map(batch.cells) }
    let names = members.isEmpty ? [] : ["email", "userId"].compactMap { batch.column(named: $0).map(batch.cells) }
    var excluded = 0
    for row in 0..<batch.rowCount where batch.isKept(row) {
      let isOn =
        memberships.contains { isOnStaticList(batch, $0[row]) }
        || names.contains { UInt32($0[row].kind) == MR_TEXT && members.contains(Self.hash(batch.bytes(of: $0[row]))) }
      if isOn { continue }
      batch.rowStates[row] = UInt8(MR_ROW_DROPPED)
      excluded += 1
    }
    return excluded
  }

  /// Reads the numbers of a JSON array such as `[1,22]`.
  private func isOnStaticList(_ batch: Batch, _ cell: mr_cell) -> Bool {
    guard UInt32(cell.kind) == MR_LIST else { return false }
    var number: Int64 = -1
    for byte in batch.bytes(of: cell) {
      if (0x30...0x39).contains(byte) {
        number = (number < 0 ? 0 : number &* 10) &+ Int64(byte - 0x30)
      } else {
        if number >= 0, staticLists.contains(number) { return true }
        number = -1
      }
    }
    return false
  }

  private static func readLines(of file: SpoolFile, _ body: (UnsafeRawBufferPointer) -> Void) throws {
    let data: Data
    do {
      data = try Data(contentsOf: file.url, options: .alwaysMapped)
    } catch {
      throw ConnectionsError(.spool, "cannot read the spool file \(file.path)")
    }
    data.withUnsafeBytes { bytes in
      for line in bytes.split(separator: 0x0A) { body(UnsafeRawBufferPointer(rebasing: line)) }
    }
  }

  /// FNV-1a over the identifier, its ASCII letters folded. Two people sharing a hash is a chance of one in 10^7 for a million
  /// members and a million rows.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes {
      let folded = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      hash = (hash ^ UInt64(folded)) &* 0x100_0000_01b3
    }
    return hash
  }
}
