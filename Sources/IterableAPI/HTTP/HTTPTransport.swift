import CCurl
import CCurlShim
import Foundation

/// HTTP over libcurl's multi interface: one thread moves the bytes of all requests in flight, the callers wait.
/// Connections are kept and reused. The thread ends with the transport.
final class HTTPTransport: Sendable {
  private let loop: HTTPLoop

  init() {
    loop = HTTPLoop()
    let thread = Thread { [loop] in loop.run() }
    thread.name = "iterable-http"
    thread.start()
  }

  deinit { loop.submit(.stop) }

  /// Blocks until the answer is whole, the request failed or `cancellation` came; throws `IterableError` without an endpoint.
  /// Any status is an answer here.
  func perform(_ request: HTTPRequest, cancellation: Cancellation) throws -> HTTPResponse {
    try cancellation.check()
    let transfer = HTTPTransfer(request)
    loop.submit(.start(transfer))
    let cancel = { @Sendable [loop] in loop.submit(.cancel(transfer)) }
    return try cancellation.onCancel(cancel) { try transfer.wait() }
  }
}

/// The thread's side: everything of libcurl's is touched by it alone, except the wake-up.
private final class HTTPLoop: @unchecked Sendable {
  // @unchecked: `inbox` and `isOpen` are under `lock`; `multi` is closed under it; the rest is the thread's own.
  enum Command {
    case start(HTTPTransfer)
    case cancel(HTTPTransfer)
    case stop
  }

  private static let isInitialised: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private let lock = NSLock()
  private let multi: UnsafeMutableRawPointer
  private var inbox: [Command] = []
  private var isOpen = true
  private var running: [UnsafeMutableRawPointer: HTTPTransfer] = [:]

  init() {
    precondition(HTTPLoop.isInitialised, "libcurl could not be initialised")
    multi = curl_multi_init()
  }

  func submit(_ command: Command) {
    let accepted = lock.withLock {
      guard isOpen else { return false }
      inbox.append(command)
      curl_multi_wakeup(multi)
      return true
    }
    if !accepted, case .start(let transfer) = command { transfer.fail(HTTPLoop.closed) }
  }

  func run() {
    var stopped = false
    while !stopped {
      let commands = lock.withLock {
        defer { inbox = [] }
        return inbox
      }
      for command in commands {
        switch command {
        case .start(let transfer): start(transfer)
        case .cancel(let transfer): end(transfer) { $0.fail(IterableError(.cancelled, "the run was cancelled")) }
        case .stop: stopped = true
        }
      }
      var active: Int32 = 0
      curl_multi_perform(multi, &active)
      collect()
      if !stopped { curl_multi_poll(multi, nil, 0, 1_000, nil) }
    }
    for transfer in running.values { end(transfer) { $0.fail(HTTPLoop.closed) } }
    lock.withLock {
      isOpen = false
      curl_multi_cleanup(multi)
      for case .start(let transfer) in inbox { transfer.fail(HTTPLoop.closed) }
      inbox = []
    }
  }

  private func start(_ transfer: HTTPTransfer) {
    guard let handle = transfer.open() else { return transfer.finish(CURLE_FAILED_INIT) }
    running[handle] = transfer
    curl_multi_add_handle(multi, handle)
  }

  private func collect() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
        let transfer = running[handle]
      else { continue }
      let code = message.pointee.data.result
      end(transfer) { $0.finish(code) }
    }
  }

  private func end(_ transfer: HTTPTransfer, _ body: (HTTPTransfer) -> Void) {
    guard let handle = transfer.handle, running.removeValue(forKey: handle) != nil else { return }
    curl_multi_remove_handle(multi, handle)
    body(transfer)
  }

  private static let closed = IterableError(.cancelled, "the client was closed")
}
