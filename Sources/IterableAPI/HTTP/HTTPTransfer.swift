import CCurl
import CCurlShim
import Foundation

/// One request inside libcurl. Belongs to the transport's thread from submission until its result is set.
final class HTTPTransfer: @unchecked Sendable {
  // @unchecked: the calling thread touches nothing but `result`, under `condition`.
  private static let keptErrorBytes = 64 << 10
  private static let mostHeaders = 500
  private static let secondsBetweenProgress = 0.1
  /// What is read from the socket, unpacked and written to the spool at once.
  private static let pieceBytes = 256 << 10

  let request: HTTPRequest
  private(set) var handle: UnsafeMutableRawPointer?
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var response = HTTPResponse()
  /// The empty line after the headers came; libcurl takes a connection that ends before it for an empty answer.
  private var hasWholeHeader = false
  /// Of the body, as they came and unpacked.
  private var received = 0
  private var unpacked = 0
  private var gunzip: OpaquePointer?
  private var failure: IterableError?
  private var lastProgress = 0.0

  private let condition = NSCondition()
  private var result: Result<HTTPResponse, IterableError>?

  init(_ request: HTTPRequest) {
    self.request = request
    errorText[0] = 0
  }

  deinit { errorText.deallocate() }

  // MARK: The calling thread

  func wait() throws -> HTTPResponse {
    try condition.withLock {
      while result == nil { condition.wait() }
      return result!
    }.get()
  }

  // MARK: The transport's thread

  /// Makes libcurl's handle; it points back here, so the transfer must be held until `finish`.
  func open() -> UnsafeMutableRawPointer? {
    guard let handle = curl_easy_init() else { return nil }
    self.handle = handle
    let this = Unmanaged.passUnretained(self).toOpaque()
    mr_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
    mr_curl_set_text(handle, CURLOPT_URL, request.url)
    mr_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    mr_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    mr_curl_set_text(handle, CURLOPT_USERAGENT, "Millrace")
    // Redirects are not followed at all: Iterable has none, and the key must not travel.
    mr_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
    mr_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
    mr_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
    mr_curl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let file = request.certificateAuthorityFile { mr_curl_set_text(handle, CURLOPT_CAINFO, file) }
    let version = request.offersHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
    mr_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(version))
    mr_curl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1)
    mr_curl_set_long(handle, CURLOPT_BUFFERSIZE, HTTPTransfer.pieceBytes)
    mr_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, request.connectTimeoutSeconds)
    mr_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
    mr_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, request.idleTimeoutSeconds)
    if BaseURL.isLoopback(url: request.url) { mr_curl_set_text(handle, CURLOPT_PROXY, "") }
    setMethodAndBody(handle)
    for header in request.headers { headerList = curl_slist_append(headerList, "\(header.name): \(header.value)") }
    headerList = curl_slist_append(headerList, "Expect:")
    headerList = curl_slist_append(headerList, "Accept-Encoding: gzip")
    mr_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headerList)
    mr_curl_set_pointer(handle, CURLOPT_HEADERDATA, this)
    mr_curl_set_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, user in
      Unmanaged<HTTPTransfer>.fromOpaque(user!).takeUnretainedValue()
        .receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    mr_curl_set_pointer(handle, CURLOPT_WRITEDATA, this)
    mr_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
      Unmanaged<HTTPTransfer>.fromOpaque(user!).takeUnretainedValue()
        .receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    return handle
  }

  private func setMethodAndBody(_ handle: UnsafeMutableRawPointer) {
    if let body = request.body {
      mr_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
      _ = body.withUnsafeBytes { mr_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
    } else {
      mr_curl_set_long(handle, CURLOPT_HTTPGET, 1)
    }
    mr_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method)
  }

  /// Returning another number than was given makes libcurl end the transfer; so with `receiveBody`.
  private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
    let line = String(decoding: bytes, as: UTF8.self)
    if line.hasPrefix("HTTP/") {  // also after an interim 100
      response.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      response.headers = []
      hasWholeHeader = false
    } else if line == "\r\n" || line == "\n" {
      hasWholeHeader = true
    } else if let colon = line.firstIndex(of: ":") {
      guard response.headers.count < HTTPTransfer.mostHeaders else {
        failure = IterableError(.malformed, "the answer has more than \(HTTPTransfer.mostHeaders) headers")
        return 0
      }
      response.headers.append(
        (
          line[..<colon].lowercased(),
          line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
        ))
    }
    return bytes.count
  }

  private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    do {
      switch response.header("content-encoding")?.lowercased() {
      case nil, "identity": try keep(bytes)
      case "gzip", "x-gzip": try unpack(bytes)
      default: throw IterableError(.malformed, "the answer is packed in a way that was not asked for")
      }
      received += bytes.count
      return bytes.count
    } catch {
      failure = error as? IterableError
      return 0
    }
  }

  private func unpack(_ bytes: UnsafeRawBufferPointer) throws {
    if gunzip == nil { gunzip = mr_gunzip_new() }
    guard let gunzip else { throw IterableError(.network, "there is no memory to unpack the answer") }
    mr_gunzip_feed(gunzip, bytes.baseAddress, bytes.count)
    try withUnsafeTemporaryAllocation(byteCount: HTTPTransfer.pieceBytes, alignment: 16) { piece in
      while true {
        let count = mr_gunzip_next(gunzip, piece.baseAddress, piece.count)
        guard count >= 0 else {
          throw IterableError(.incomplete, "the answer's gzip is damaged after \(received) bytes")
        }
        if count == 0 { return }
        try keep(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      }
    }
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) throws {
    if let spool = request.spool, response.isSuccess {
      try spool.write(bytes)
      return report(spool.size)
    }
    unpacked += bytes.count
    guard unpacked <= request.memoryLimit else {
      throw IterableError(.malformed, "the answer is larger than \(request.memoryLimit >> 20) MB")
    }
    if response.isSuccess || response.body.count < HTTPTransfer.keptErrorBytes {
      response.body.append(contentsOf: bytes)
    }
  }

  private func report(_ bytes: Int64) {
    guard let progress = request.progress else { return }
    let now = ProcessInfo.processInfo.systemUptime
    guard now - lastProgress >= HTTPTransfer.secondsBetweenProgress else { return }
    lastProgress = now
    progress(bytes)
  }

  func finish(_ code: CURLcode) {
    guard let handle else { return complete(.failure(TransportFailure.error(CURLE_FAILED_INIT, "", received: 0))) }
    let version = mr_curl_get_long(handle, CURLINFO_HTTP_VERSION)
    response.endIsMarked =
      version >= Int(CURL_HTTP_VERSION_2_0) || response.header("content-length") != nil
      || response.header("transfer-encoding") != nil || response.status == 204
    guard code != CURLE_OK || hasWholeHeader else {
      return complete(.failure(TransportFailure.error(CURLE_PARTIAL_FILE, "the header has no end", received: 0)))
    }
    if code == CURLE_OK, response.isSuccess, let gunzip, mr_gunzip_is_whole(gunzip) == 0 {
      return complete(
        .failure(TransportFailure.error(CURLE_PARTIAL_FILE, "its gzip has no end mark", received: received)))
    }
    // A refusal may come, and the connection close, before the request was read to its end.
    if code == CURLE_OK || (response.status >= 400 && failure == nil && TransportFailure.isBroken(code)) {
      if let spool = request.spool, response.isSuccess { request.progress?(spool.size) }
      complete(.success(response))
    } else {
      complete(.failure(failure ?? TransportFailure.error(code, String(cString: errorText), received: received)))
    }
  }

  func fail(_ error: IterableError) { complete(.failure(error)) }

  private func complete(_ result: Result<HTTPResponse, IterableError>) {
    curl_easy_cleanup(handle)
    handle = nil
    curl_slist_free_all(headerList)
    headerList = nil
    mr_gunzip_free(gunzip)
    gunzip = nil
    condition.withLock {
      self.result = result
      condition.broadcast()
    }
  }
}
