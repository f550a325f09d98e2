/// One request, complete: what the transport needs and nothing of Iterable.
struct HTTPRequest: Sendable {
  var method: String
  var url: String
  var headers: [(name: String, value: String)] = []
  var body: [UInt8]?
  /// Where the body of a 2xx answer goes; other answers, and all without a spool, are kept in memory.
  var spool: SpoolFile?
  var progress: DownloadProgress?
  var connectTimeoutSeconds = 20
  var idleTimeoutSeconds = 120
  var offersHTTP2 = false
  var certificateAuthorityFile: String?
  /// A larger answer in memory is refused.
  var memoryLimit = 64 << 20
}
