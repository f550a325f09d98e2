/// What an endpoint says, before faults and compression.
struct Answer: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    /// Rows that are generated while they are sent, from one place to another.
    case rows(any RowSource, Range<Int>)
  }

  var status = 200
  var headers: [(name: String, value: String)]
  var body: Body

  init(status: Int = 200, contentType: String, _ text: String, headers: [(name: String, value: String)] = []) {
    self.status = status
    self.headers = [("Content-Type", contentType)] + headers
    body = .bytes(Array(text.utf8))
  }

  init(rows: any RowSource, _ range: Range<Int>, contentType: String, headers: [(name: String, value: String)] = []) {
    self.headers = [("Content-Type", contentType)] + headers
    body = .rows(rows, range)
  }

  static func json(_ object: JSONObject, status: Int = 200) -> Answer {
    Answer(status: status, contentType: "application/json", JSON.object(object).text)
  }

  static func text(_ text: String, status: Int = 200) -> Answer {
    Answer(status: status, contentType: "text/plain; charset=utf-8", text)
  }

  /// Iterable's envelope of success.
  static func success(_ message: String = "", params: JSON = .null) -> Answer {
    .json(["msg": .string(message), "code": .string("Success"), "params": params])
  }

  static func refusal(_ refusal: Refusal) -> Answer {
    .json(
      ["msg": .string(refusal.message), "code": .string(refusal.code), "params": refusal.params],
      status: refusal.status)
  }

  static let unknownRoute = Answer(
    status: 404, contentType: "text/html; charset=utf-8",
    """
    <!DOCTYPE html>
    <html lang="en"><head><title>Action not found</title></head>
    <body><h1>Action not found</h1></body></html>
    """)
}
