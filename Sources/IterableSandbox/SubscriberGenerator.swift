import CSubscribers
import Foundation

/// The subscribers that a sandbox is born with: rows of a user export, about 1 KB each, as Iterable would send them.
///
/// A row is a pure function of `(seed, projectType, clean, index)`: nothing is kept, so millions cost no memory.
/// The rows are as dirty as those of a real project unless `clean`: odd spelling, spaces and case of e-mails, invalid
/// and missing ones, the same person twice, `"NULL"` texts, missing and empty fields, phone numbers in many spellings.
public struct SubscriberGenerator: Sendable {
  public let seed: UInt64
  public let projectType: ProjectType
  public let clean: Bool

  public init(seed: UInt64, projectType: ProjectType = .email, clean: Bool = false) {
    self.seed = seed
    self.projectType = projectType
    self.clean = clean
  }

  /// Appends the row of subscriber `index` (from 0), one line of JSON ending with `\n`.
  public func write(index: Int, into bytes: inout [UInt8]) {
    fatalError("not here yet")
  }

  /// Writes the first `count` rows as NDJSON to a new file at `url`, which is replaced.
  /// - Throws: `SandboxError` (`cannotWrite`).
  public func write(count: Int, to url: URL) throws {
    fatalError("not here yet")
  }
}
