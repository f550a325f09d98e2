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
    /// A further request for a profile, from a row that a step derived: the hash that is kept is that of the first, so
    /// this one is sent each time.
    var isFurther: Bool
  }

  var counters = Counters()
  private(set) var requests: [Request] = []
  private(set) var rejects: [Reject] = []
  private var profiles: Set<ProfileID> = []
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
        isFurther: !profiles.insert(profile).inserted))
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
    profiles.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
