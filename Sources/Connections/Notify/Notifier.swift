import Foundation
import IterableAPI
import Messages
import Profiles

/// Delivers what runs left to be told. Any thread, one at a time; calls block.
///
/// Whatever happens here changes no run. A notification is removed when the other side has it; a crash between the two
/// sends it again, with the same message id or delivery id, and loses none.
public final class Notifier: Sendable {
  private let installation: Installation

  /// After so long the next failure is the last.
  static let patienceSeconds: Double = 86_400
  private static let firstDelaySeconds: Double = 60
  private static let longestDelaySeconds: Double = 3_600
  /// Between tries in one call.
  private static let pauseSeconds: [Double] = [1, 3, 5]
  /// Between two looks while it serves.
  private static let lookSeconds: Double = 1
  private static let mostAtOnce = 1_000

  public init(_ installation: Installation) { self.installation = installation }

  private var store: any ProfileStore { installation.store }
  private var now: Timestamp { Timestamp(installation.now()) }

  /// Tries what is due, and what fails again up to `tries` times in all; what then still fails waits for a later call, a
  /// minute at least and an hour at most, until it is given up. With `ids` those are tried, due or not. Throws
  /// ``ProfilesError`` where the store fails.
  public func deliver(tries: Int = 1, ids: Set<Int64>? = nil, cancellation: Cancellation = Cancellation()) throws {
    var ids = ids
    var failures: [(notification: PendingNotification, failure: DeliveryFailure)] = []
    for tried in 1...max(1, tries) {
      let waiting = try store.read { [ids] reader in
        try reader.notifications(dueBy: ids == nil ? now : nil, limit: Self.mostAtOnce)
      }.filter { ids?.contains($0.id) ?? true }
      failures = try send(waiting, cancellation)
      let later = failures.filter { $0.notification.next != nil }
      if later.isEmpty || tried == tries { break }
      guard (try? cancellation.wait(seconds: Self.pauseSeconds[min(tried, Self.pauseSeconds.count) - 1])) != nil
      else { break }
      ids = Set(later.map(\.notification.id))
      for given in failures where given.notification.next == nil { warn(given.notification, given.failure) }
    }
    for (notification, failure) in failures where notification.next == nil || notification.tries <= tries {
      warn(notification, failure)
    }
  }

  /// Delivers until cancelled. A store that cannot be read is told once, and looked at again.
  func serve(until cancellation: Cancellation) {
    var trouble: String?
    while !cancellation.isCancelled {
      do {
        try deliver(cancellation: cancellation)
        trouble = nil
      } catch {
        if trouble != "\(error)" { installation.warn("notifications cannot be delivered: \(error)") }
        trouble = "\(error)"
      }
      try? cancellation.wait(seconds: Self.lookSeconds)
    }
  }

  /// Those that failed, as they are kept from now on.
  private func send(
    _ waiting: [PendingNotification], _ cancellation: Cancellation
  ) throws -> [(notification: PendingNotification, failure: DeliveryFailure)] {
    let sender = NotificationSender(installation, cancellation)
    var failures: [(PendingNotification, DeliveryFailure)] = []
    for notification in waiting {
      do throws(DeliveryFailure) {
        try sender.send(notification)
      } catch {
        if cancellation.isCancelled { return failures }
        let kept = kept(notification, after: error)
        try store.write { try $0.updateNotification(kept) }
        failures.append((kept, error))
        continue
      }
      try store.write { try $0.removeNotification(notification.id) }
      installation.log.info(
        "told", metadata: ["connection": "\(notification.connection)", "channel": "\(notification.channel)"])
    }
    return failures
  }

  private func kept(_ notification: PendingNotification, after failure: DeliveryFailure) -> PendingNotification {
    var kept = notification
    kept.tries += 1
    kept.problem = failure.description
    let now = now
    let isOver = notification.created.adding(seconds: Self.patienceSeconds) <= now
    let delay = Self.delaySeconds(tries: kept.tries, asked: failure.retryAfterSeconds, jitter: .random(in: 0..<1))
    kept.next = failure.reach == .never || isOver ? nil : now.adding(seconds: delay)
    return kept
  }

  static func delaySeconds(tries: Int, asked: Double?, jitter: Double) -> Double {
    let full = min(firstDelaySeconds * pow(2, Double(min(tries, 20) - 1)), longestDelaySeconds)
    return max(full * (1 + jitter / 4), min(asked ?? 0, patienceSeconds))
  }

  private func warn(_ notification: PendingNotification, _ failure: DeliveryFailure) {
    let about = notification.run.map { "run \($0) of \(notification.connection)" } ?? notification.connection
    let future = notification.next == nil ? "it is not tried again" : "it is tried again later"
    installation.warn("\(notification.recipientShown) was not told of \(about), \(future): \(failure)")
  }

  // MARK: Trying it out

  /// Sends a test to everybody whom the connection's notifications name, now and once; nothing of it is kept. `report` is
  /// called with each result as soon as it is known.
  public func test(
    _ connection: Connection, cancellation: Cancellation = Cancellation(), report: (Check.Step) -> Void
  ) -> Check {
    let sender = NotificationSender(installation, cancellation)
    var check = Check()
    for recipient in connection.notifications?.recipients ?? [] {
      let notification = PendingNotification(
        connection: connection.id, run: nil, channel: recipient.channel, recipient: recipient.name,
        secret: recipient.secret, content: News.test(connection, at: now).json.text, created: now, next: nil)
      let result: Check.Step.Result
      do throws(DeliveryFailure) {
        try sender.send(notification)
        result = .ok("sent")
      } catch {
        result = .failed(error.message, hint: error.hint)
      }
      let step = Check.Step(name: notification.recipientShown, result: result)
      check.steps.append(step)
      report(step)
    }
    return check
  }
}
