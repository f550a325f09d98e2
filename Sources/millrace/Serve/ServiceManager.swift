import Dispatch
import Foundation
import Synchronization

/// Tells systemd how a service is, where it runs as a unit with `Type=notify`: sd_notify(3), as far as it is needed.
struct ServiceManager: Sendable {
  private let address: String
  /// Systemd ends a service that is silent for longer; nil: it does not watch.
  private let watchdogSeconds: Double?

  /// Nil where nobody wants to be told: `NOTIFY_SOCKET` names the socket, `WATCHDOG_USEC` and `WATCHDOG_PID` the watch.
  init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard let address = environment["NOTIFY_SOCKET"], address.count > 1,
      address.hasPrefix("/") || address.hasPrefix("@")
    else { return nil }
    self.address = address
    let isMine = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
    watchdogSeconds = isMine ? environment["WATCHDOG_USEC"].flatMap(Double.init).map { $0 / 1e6 } : nil
  }

  /// Sends `READY=1` or the like. One that cannot be told is not.
  func tell(_ state: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(address.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else { return }
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }  // a name that no file has
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    _ = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, state, state.utf8.count, Int32(MSG_NOSIGNAL), $0, length)
      }
    }
  }

  /// Says twice in the watchdog's time that the service lives, as long as it `isWell`. Nil where nobody watches.
  func keepsWatch(_ isWell: @escaping @Sendable () -> Bool) -> Watch? {
    watchdogSeconds.map { Watch(self, seconds: $0 / 2, isWell) }
  }

  final class Watch: @unchecked Sendable {
    // @unchecked: a timer of Dispatch's may be ended on any thread.
    private let timer: any DispatchSourceTimer
    private let isStopping = Mutex(false)

    fileprivate init(_ manager: ServiceManager, seconds: Double, _ isWell: @escaping @Sendable () -> Bool) {
      timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "millrace.watchdog"))
      timer.schedule(deadline: .now(), repeating: seconds)
      timer.setEventHandler { [weak self] in
        guard let self else { return }
        if isStopping.withLock({ $0 }) || isWell() { manager.tell("WATCHDOG=1") }
      }
      timer.activate()
    }

    /// From now on the service stops: it looks for nothing, and runs take the time that they need.
    func stopsLooking() { isStopping.withLock { $0 = true } }

    func cancel() { timer.cancel() }
  }
}
