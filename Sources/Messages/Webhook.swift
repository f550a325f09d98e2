import CCurl
import CCurlShim
import Foundation

/// One POST of a JSON body to a program that wants to be told.
public struct Webhook: Sendable {
  public var address: WebhookAddress
  /// What the body is signed with.
  public var secret: String
  /// A word for what happened, such as `run_ended`.
  public var event: String
  /// The same whenever this is sent again, so that the receiver can tell.
  public var delivery: String
  public var body: [UInt8]

  public init(address: WebhookAddress, secret: String, event: String, delivery: String, body: [UInt8]) {
    self.address = address
    self.secret = secret
    self.event = event
    self.delivery = delivery
    self.body = body
  }

  private static let timeoutSeconds = 30

  /// Blocks until the receiver answered with a 2xx. Redirects are not followed: what is signed is for one address.
  /// `isCancelled` is asked once a second at least.
  public func send(at date: Date = Date(), isCancelled: @escaping @Sendable () -> Bool) throws(DeliveryFailure) {
    let transfer = try Transfer(timeoutSeconds: Self.timeoutSeconds, isCancelled: isCancelled)
    let handle = transfer.handle
    mr_curl_set_text(handle, CURLOPT_URL, address.url)
    mr_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    mr_curl_set_text(handle, CURLOPT_USERAGENT, "Millrace")
    mr_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
    if address.isLoopback { mr_curl_set_text(handle, CURLOPT_PROXY, "") }
    mr_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    _ = body.withUnsafeBytes { mr_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
    var headers: UnsafeMutablePointer<curl_slist>?
    for line in [
      "Content-Type: application/json", "Expect:", "Millrace-Event: \(event)", "Millrace-Delivery: \(delivery)",
      "\(WebhookSignature.header): \(WebhookSignature.value(of: body, secret: secret, at: date))",
    ] {
      headers = curl_slist_append(headers, line)
    }
    defer { curl_slist_free_all(headers) }
    mr_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers)
    let code = transfer.perform()
    // Whoever answers has been told, also where the answer's body never ends.
    guard code == CURLE_OK || (transfer.status >= 200 && code != CURLE_ABORTED_BY_CALLBACK) else {
      throw transfer.failureOnTheWay(code, to: "\(address)", settings: "'webhooks' in the connection file")
        ?? DeliveryFailure(.server, "\(address) did not answer: \(transfer.words(code))")
    }
    if let failure = failure(transfer.status, transfer.lines) { throw failure }
  }

  private func failure(_ status: Int, _ lines: [String]) -> DeliveryFailure? {
    switch status {
    case 200..<300: return nil
    case 300..<400:
      return DeliveryFailure(
        .later, "\(address) answered \(status), and redirects are not followed",
        hint: "write the address that it leads to into the connection file")
    case 410:
      return DeliveryFailure(
        .never, "\(address) answered 410, it is gone", hint: "remove it from 'webhooks' in the connection file")
    default:
      let prefix = "retry-after:"
      let asked = lines.last { $0.lowercased().hasPrefix(prefix) }
        .flatMap { Double($0.dropFirst(prefix.count).trimmingCharacters(in: .whitespaces)) }
      return DeliveryFailure(.later, "\(address) answered \(status)", retryAfterSeconds: asked.map { max(0, $0) })
    }
  }
}
