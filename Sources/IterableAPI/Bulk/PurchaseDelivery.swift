import Foundation
import Synchronization

/// Sends purchases one by one, some at a time, until each has its own verdict.
///
/// A person's purchases are all sent by one of the threads, so that they arrive in order; once one thread has to end early,
/// the others end behind the purchase that they are at.
final class PurchaseDelivery: Sendable {
  private static let threads = 8

  private let client: IterableClient
  private let purchases: [UserPayload]
  private let outcome: Mutex<BulkOutcome>

  init(client: IterableClient, purchases: [UserPayload]) {
    self.client = client
    self.purchases = purchases
    outcome = Mutex(BulkOutcome(rows: purchases.count))
  }

  func run() -> BulkOutcome {
    var shares = [[Int]](repeating: [], count: Self.threads)
    for (index, purchase) in purchases.enumerated() {
      shares[Int(UInt(bitPattern: purchase.identifier.folded.hashValue) % UInt(Self.threads))].append(index)
    }
    let group = DispatchGroup()
    for share in shares where !share.isEmpty {
      group.enter()
      let thread = Thread { [self] in
        for index in share { deliver(index) }
        group.leave()
      }
      thread.name = "purchases"
      thread.start()
    }
    group.wait()
    return outcome.withLock { outcome in
      outcome.failures.sort { $0.index < $1.index }
      outcome.unacknowledged.sort()
      return outcome
    }
  }

  private func deliver(_ index: Int) {
    guard outcome.withLock({ $0.interruption }) == nil else {
      return outcome.withLock { $0.unacknowledged.append(index) }
    }
    do {
      try client.trackPurchase(json: purchases[index].json)
      outcome.withLock { $0.requests += 1 }
    } catch {
      let error = error as? IterableError ?? client.malformed(.trackPurchase, "\(error)")
      outcome.withLock { outcome in
        outcome.requests += error.httpStatus == 0 ? 0 : 1
        if error.isAboutRows || error.saysNoSuchUser {
          outcome.failures.append(.init(index: index, reason: error.reasonOfRow, message: error.message))
        } else {
          outcome.interruption = outcome.interruption ?? error
          outcome.unacknowledged.append(index)
        }
      }
    }
  }
}
