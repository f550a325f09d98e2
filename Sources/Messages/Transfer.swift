import CCurl
import CCurlShim
import Foundation

/// One libcurl handle, used on the thread that made it; it keeps its connection from one transfer to the next.
final class Transfer {
  private static let isInitialised: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  private static let connectSeconds = 20
  private static let mostLines = 200

  let handle: UnsafeMutableRawPointer
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private let isCancelled: @Sendable () -> Bool
  private var upload: ArraySlice<UInt8> = []
  /// What the other side said of the last transfer, line by line; of an answer's body nothing is kept.
  private(set) var lines: [String] = []

  init(timeoutSeconds: Int, isCancelled: @escaping @Sendable () -> Bool) throws(DeliveryFailure) {
    guard Self.isInitialised, let handle = curl_easy_init() else {
      throw DeliveryFailure(.server, "libcurl could not be initialised")
    }
    self.handle = handle
    self.isCancelled = isCancelled
    errorText[0] = 0
    mr_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
    mr_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    mr_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
    mr_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
    mr_curl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    mr_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, min(Self.connectSeconds, timeoutSeconds))
    mr_curl_set_long(handle, CURLOPT_TIMEOUT, timeoutSeconds)
    let this = Unmanaged.passUnretained(self).toOpaque()
    mr_curl_set_pointer(handle, CURLOPT_HEADERDATA, this)
    mr_curl_set_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, user in
      Unmanaged<Transfer>.fromOpaque(user!).takeUnretainedValue()
        .receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    mr_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
    mr_curl_set_pointer(handle, CURLOPT_READDATA, this)
    mr_curl_set_receiver(handle, CURLOPT_READFUNCTION) { bytes, size, count, user in
      Unmanaged<Transfer>.fromOpaque(user!).takeUnretainedValue()
        .give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }
    mr_curl_set_long(handle, CURLOPT_NOPROGRESS, 0)
    mr_curl_set_pointer(handle, CURLOPT_XFERINFODATA, this)
    mr_curl_set_watcher(handle) { user, _, _, _, _ in
      Unmanaged<Transfer>.fromOpaque(user!).takeUnretainedValue().isCancelled() ? 1 : 0
    }
  }

  deinit {
    curl_easy_cleanup(handle)
    errorText.deallocate()
  }

  /// Blocks until it is over. `upload` is what a mail's text is read from.
  func perform(uploading upload: [UInt8] = []) -> CURLcode {
    self.upload = upload[...]
    lines = []
    errorText[0] = 0
    return curl_easy_perform(handle)
  }

  /// libcurl's words for what went wrong in the last transfer.
  func words(_ code: CURLcode) -> String {
    let text = String(cString: errorText)
    return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
  }

  /// The last answer's number, of HTTP or SMTP.
  var status: Int { Int(mr_curl_get_long(handle, CURLINFO_RESPONSE_CODE)) }

  private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    if lines.count == Self.mostLines { lines.removeFirst() }
    let text = String(decoding: bytes.prefix(500), as: UTF8.self)
    lines.append(text.trimmingCharacters(in: .whitespacesAndNewlines.union(.controlCharacters)))
    return bytes.count
  }

  private func give(_ target: UnsafeMutableRawBufferPointer) -> Int {
    let piece = upload.prefix(target.count)
    target.copyBytes(from: piece)
    upload = upload.dropFirst(piece.count)
    return piece.count
  }

  /// What every transfer can meet on its way; nil for what is of one protocol. `settings` are to be looked at.
  func failureOnTheWay(_ code: CURLcode, to server: String, settings: String) -> DeliveryFailure? {
    switch code {
    case CURLE_ABORTED_BY_CALLBACK: DeliveryFailure(.server, "it was cancelled")
    case CURLE_OPERATION_TIMEDOUT: DeliveryFailure(.server, "\(server) is too slow: \(words(code))")
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT:
      DeliveryFailure(.server, "\(server) cannot be reached: \(words(code))", hint: "check the network and \(settings)")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
      DeliveryFailure(
        .server, "the certificate or TLS of \(server) did not hold: \(words(code))",
        hint: "check the host's name in \(settings), this machine's clock and its CA certificates")
    default: nil
    }
  }
}
