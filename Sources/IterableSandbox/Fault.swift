/// Something that goes wrong on demand with the next requests to an endpoint.
///
/// As JSON (`POST /sandbox/faults`) the names are snake_case: `{"endpoint": "POST /api/users/bulkUpdate", "status": 503}`.
public struct Fault: Sendable, Codable, Equatable {
  /// `POST /api/users/bulkUpdate`, with the path as the contract writes it (`GET /api/export/{jobId}/files`); `*` is any.
  public var endpoint: String
  /// How many requests it hits; counted down.
  public var times: Int
  /// How many requests pass unharmed before the first hit; counted down.
  public var after: Int
  /// Lets the request take its effect although the answer is spoilt: the client cannot know.
  public var takesEffect: Bool

  /// Answers with this status and `body`.
  public var status: Int?
  public var body: String?
  /// Content type of `body`: JSON unless said, `text/html` for a proxy's page.
  public var contentType: String?
  /// Value of a `Retry-After` header beside `status`.
  public var retryAfter: String?
  /// Waits before the answer.
  public var delaySeconds: Double?
  /// Drops the connection when so many bytes of the answer's body are sent.
  public var cutAfterBytes: Int?
  /// Ends the body in good order after so many bytes: a truncation that HTTP does not show.
  public var truncateAfterBytes: Int?
  /// Sends only the first half of this line (1 is the first) of a text answer.
  public var malformedLine: Int?
  /// Announces a `Content-Length` so many bytes above the true one, then drops the connection.
  public var excessContentLength: Int?

  public init(
    endpoint: String = "*", times: Int = 1, after: Int = 0, takesEffect: Bool = false, status: Int? = nil,
    body: String? = nil, contentType: String? = nil, retryAfter: String? = nil, delaySeconds: Double? = nil,
    cutAfterBytes: Int? = nil, truncateAfterBytes: Int? = nil, malformedLine: Int? = nil,
    excessContentLength: Int? = nil
  ) {
    self.endpoint = endpoint
    self.times = times
    self.after = after
    self.takesEffect = takesEffect
    self.status = status
    self.body = body
    self.contentType = contentType
    self.retryAfter = retryAfter
    self.delaySeconds = delaySeconds
    self.cutAfterBytes = cutAfterBytes
    self.truncateAfterBytes = truncateAfterBytes
    self.malformedLine = malformedLine
    self.excessContentLength = excessContentLength
  }

  /// Whether the numbers make sense.
  var isPossible: Bool {
    let counts = [times, after, cutAfterBytes, truncateAfterBytes, malformedLine, excessContentLength]
    return counts.allSatisfy { $0 ?? 0 >= 0 } && (200...599).contains(status ?? 200)
      && (0...3_600).contains(delaySeconds ?? 0)
  }

  enum CodingKeys: String, CodingKey {
    case endpoint, times, after, status, body
    case takesEffect = "takes_effect"
    case contentType = "content_type"
    case retryAfter = "retry_after"
    case delaySeconds = "delay_seconds"
    case cutAfterBytes = "cut_after_bytes"
    case truncateAfterBytes = "truncate_after_bytes"
    case malformedLine = "malformed_line"
    case excessContentLength = "excess_content_length"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      endpoint: try values.decodeIfPresent(String.self, forKey: .endpoint) ?? "*",
      times: try values.decodeIfPresent(Int.self, forKey: .times) ?? 1,
      after: try values.decodeIfPresent(Int.self, forKey: .after) ?? 0,
      takesEffect: try values.decodeIfPresent(Bool.self, forKey: .takesEffect) ?? false,
      status: try values.decodeIfPresent(Int.self, forKey: .status),
      body: try values.decodeIfPresent(String.self, forKey: .body),
      contentType: try values.decodeIfPresent(String.self, forKey: .contentType),
      retryAfter: try values.decodeIfPresent(String.self, forKey: .retryAfter),
      delaySeconds: try values.decodeIfPresent(Double.self, forKey: .delaySeconds),
      cutAfterBytes: try values.decodeIfPresent(Int.self, forKey: .cutAfterBytes),
      truncateAfterBytes: try values.decodeIfPresent(Int.self, forKey: .truncateAfterBytes),
      malformedLine: try values.decodeIfPresent(Int.self, forKey: .malformedLine),
      excessContentLength: try values.decodeIfPresent(Int.self, forKey: .excessContentLength))
  }
}
