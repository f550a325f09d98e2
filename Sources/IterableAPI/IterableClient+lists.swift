import Foundation

/// A list of a project.
public struct IterableList: Sendable, Equatable {
  public var id: Int64
  public var name: String
  public var description: String
  /// `Standard`, `Dynamic`, `Suppression` or `Internal`.
  public var type: String
  public var createdAt: Date?
}

extension IterableClient {
  /// All lists of the project; Iterable does not page them.
  public func lists() throws -> [IterableList] { fatalError("to come") }

  /// Makes a standard list and gives its id. For some seconds Iterable may not know it; `subscribe` waits for that.
  public func createList(name: String, description: String = "") throws -> Int64 { fatalError("to come") }

  public func deleteList(_ list: Int64) throws { fatalError("to come") }

  public func listSize(_ list: Int64) throws -> Int { fatalError("to come") }

  /// Writes the identifiers of a list's members to `spool`, one a line; the file is there only when it is whole.
  /// - Parameter preferUserID: in hybrid projects, userId where a member has both.
  public func subscribers(
    ofList list: Int64, preferUserID: Bool = false, to spool: URL, progress: DownloadProgress? = nil
  ) throws -> DownloadResult { fatalError("to come") }

  /// Puts people on a list; unknown ones are created unless `updateExistingUsersOnly` (not in e-mail projects).
  public func subscribe(
    _ subscribers: [UserPayload], toList list: Int64, updateExistingUsersOnly: Bool = false
  ) -> BulkOutcome { fatalError("to come") }

  /// Takes people off a list, and off that list only. A person who is not known there counts as delivered.
  public func unsubscribe(_ subscribers: [UserPayload], fromList list: Int64) -> BulkOutcome { fatalError("to come") }
}
