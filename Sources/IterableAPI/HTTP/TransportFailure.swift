import CCurl

/// What libcurl's codes mean to a caller.
enum TransportFailure {
  /// - Parameter received: bytes of the body that had arrived.
  static func error(_ code: CURLcode, _ text: String, received: Int) -> IterableError {
    let words = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    switch code {
    case CURLE_PARTIAL_FILE, CURLE_BAD_CONTENT_ENCODING:
      return IterableError(.incomplete, "the answer was cut off after \(received) bytes: \(words)")
    case _ where isBroken(code) && received > 0:
      return IterableError(.incomplete, "the answer was cut off after \(received) bytes: \(words)")
    case CURLE_OPERATION_TIMEDOUT:
      return IterableError(.timeout, "nothing moved for too long: \(words)")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_INVALIDCERTSTATUS:
      return IterableError(
        .tls, "the server's certificate did not hold: \(words)",
        hint: "check the base URL, this machine's clock and its CA certificates")
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY:
      return IterableError(.configuration, "the request could not be made: \(words)")
    case CURLE_WEIRD_SERVER_REPLY:
      return IterableError(.malformed, "the answer is not HTTP: \(words)")
    default:
      return IterableError(.network, "no answer: \(words)", hint: "check the network and the base URL")
    }
  }

  /// The connection ended in the middle of something.
  static func isBroken(_ code: CURLcode) -> Bool {
    switch code {
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      true
    default: false
    }
  }
}
