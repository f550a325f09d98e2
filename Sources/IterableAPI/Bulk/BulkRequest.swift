/// What the bulk endpoints differ in.
struct BulkRequest: Sendable {
  var endpoint: Endpoint
  /// The body before and after the rows.
  var head: [UInt8]
  var tail: [UInt8]
  /// Rows about one person in one request would overwrite each other, and their verdicts could not be told apart.
  var separatesDuplicates: Bool
  /// A person who is not there is what was wanted.
  var acceptsNotFound: Bool
  var isAboutNewList: Bool

  init(
    endpoint: Endpoint, head: String, tail: String, separatesDuplicates: Bool, acceptsNotFound: Bool = false,
    isAboutNewList: Bool = false
  ) {
    self.endpoint = endpoint
    self.head = Array(head.utf8)
    self.tail = Array(tail.utf8)
    self.separatesDuplicates = separatesDuplicates
    self.acceptsNotFound = acceptsNotFound
    self.isAboutNewList = isAboutNewList
  }

  static func tail(createNewFields: Bool?) -> String {
    createNewFields.map { #"],"createNewFields":\#($0)}"# } ?? "]}"
  }
}

/// One row of a bulk request: its bytes, and what answers may name it by.
struct BulkRow: Sendable {
  var identifier: Identifier
  var eventName: String?
  var json: [UInt8]

  init(_ user: UserPayload) {
    identifier = user.identifier.folded
    json = user.json
  }

  init(_ event: EventPayload) {
    identifier = event.identifier.folded
    eventName = event.eventName
    json = event.json
  }
}
