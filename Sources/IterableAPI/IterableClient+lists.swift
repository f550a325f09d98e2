import Foundation
import Records

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
  public func lists() throws -> [IterableList] {
    guard let lists = try json(Call(endpoint: .lists))["lists"]?.array else {
      throw malformed(.lists, "the answer has no lists")
    }
    return try lists.map { list in
      guard let id = list["id"]?.integer else { throw malformed(.lists, "a list has no id") }
      return IterableList(
        id: id, name: list["name"]?.string ?? "", description: list["description"]?.string ?? "",
        type: list["listType"]?.string ?? "",
        createdAt: list["createdAt"]?.integer.map { Date(timeIntervalSince1970: Double($0) / 1_000) })
    }
  }

  /// Makes a standard list and gives its id. For some seconds Iterable may not know it; `subscribe` waits for that.
  public func createList(name: String, description: String = "") throws -> Int64 {
    var body = [JSONValue.Member(key: "name", value: .string(name))]
    if !description.isEmpty { body.append(.init(key: "description", value: .string(description))) }
    // Two lists may have one name: a try whose answer was lost is not repeated.
    let answer = try json(
      Call(endpoint: .createList, body: Array(JSONValue.object(body).text.utf8), doesHarmTwice: true))
    guard let list = answer["listId"]?.integer else { throw malformed(.createList, "the answer has no listId") }
    remember(newList: list)
    return list
  }

  /// Deletes a list. One that is not there counts as deleted: the answer to the try that did it may have been lost.
  public func deleteList(_ list: Int64) throws {
    do {
      _ = try json(Call(endpoint: .deleteList, path: ["listId": String(list)]))
    } catch let error as IterableError where error.code == .unknownList {}
  }

  public func listSize(_ list: Int64) throws -> Int {
    let answer = try send(Call(endpoint: .listSize, path: ["listId": String(list)]))
    let text = String(decoding: answer.body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let size = Int(text) else { throw malformed(.listSize, "the answer is not a number") }
    return size
  }

  /// Writes the identifiers of a list's members to `spool`, one a line; the file is there only when it is whole.
  /// - Parameter preferUserID: in hybrid projects, userId where a member has both.
  public func subscribers(
    ofList list: Int64, preferUserID: Bool = false, to spool: URL, progress: DownloadProgress? = nil
  ) throws -> DownloadResult {
    let spool = try SpoolFile(replacing: spool)
    defer { spool.discard() }
    _ = try send(
      Call(
        endpoint: .listUsers, query: [("listId", String(list)), ("preferUserId", String(preferUserID))], spool: spool,
        progress: progress, isAboutNewList: isNew(list: list)))
    try spool.endLine()
    try spool.commit()
    return DownloadResult(bytes: spool.size, files: 1, windows: 0)
  }

  /// Puts people on a list; unknown ones are created unless `updateExistingUsersOnly` (not in e-mail projects).
  public func subscribe(
    _ subscribers: [UserPayload], toList list: Int64, updateExistingUsersOnly: Bool = false
  ) -> BulkOutcome {
    let onlyExisting = updateExistingUsersOnly ? #""updateExistingUsersOnly":true,"# : ""
    let request = BulkRequest(
      endpoint: .subscribe, head: #"{"listId":\#(list),\#(onlyExisting)"subscribers":["#, tail: "]}",
      separatesDuplicates: true, isAboutNewList: isNew(list: list))
    return BulkDelivery(client: self, request: request, rows: subscribers.map(BulkRow.init)).run()
  }

  /// Takes people off a list, and off that list only. A person who is not known there counts as delivered.
  public func unsubscribe(_ subscribers: [UserPayload], fromList list: Int64) -> BulkOutcome {
    // channelUnsubscribe is always sent: should Iterable's default ever be true, it would be a global unsubscribe.
    let request = BulkRequest(
      endpoint: .unsubscribe, head: #"{"listId":\#(list),"channelUnsubscribe":false,"subscribers":["#, tail: "]}",
      separatesDuplicates: true, acceptsNotFound: true, isAboutNewList: isNew(list: list))
    return BulkDelivery(client: self, request: request, rows: subscribers.map(BulkRow.init)).run()
  }
}
