import Foundation
import IterableAPI
import Profiles
import Records

/// What a piece of the segment comes to: requests that wait for the transaction that decides about them.
struct ExportDecisions {
  struct Request {
    var profile: ProfileID
    /// In `bytes`.
    var payload: Range<Int>
    var subscriber: Range<Int>
    /// A further request for the profile of the request before: it has no hash of its own to be compared with.
    var isFurther: Bool
  }

  var counters = Counters()
  private(set) var requests: [Request] = []
  private(set) var rejects: [Reject] = []
  private var bytes: [UInt8] = []

  mutating func addRequest(_ profile: ProfileID, _ payload: ExportPayload, _ row: Int) throws -> Bool {
    guard let request = try payload.request(row) else { return false }
    let start = bytes.count
    bytes.append(contentsOf: request)
    let middle = bytes.count
    bytes.append(contentsOf: try payload.subscriber(row)!)
    requests.append(
      Request(
        profile: profile, payload: start..<middle, subscriber: middle..<bytes.count,
        isFurther: requests.last?.profile == profile))
    return true
  }

  mutating func add(_ reject: Reject) {
    counters.rejected += 1
    rejects.append(reject)
  }

  mutating func clear() {
    counters = Counters()
    requests.removeAll(keepingCapacity: true)
    rejects.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
