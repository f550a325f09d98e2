import CPluginCall
import CWorker
import Foundation
import Logging
import PluginHost
import Records

/// One fresh process with the plugin loaded in it. Every call has the check's deadline.
///
/// Its functions throw ``ProcessorFailure`` where the process dies, hangs, or says no. Thread: one at a time.
final class Probe {
  /// What the plugin said through `mr_host.log`.
  let heard = HeardLog()
  private let process: WorkerProcess
  private let deadline: ContinuousClock.Instant
  private var processor = ""

  /// Starts it, and loads the plugin; `more` is granted beside what the options grant. Throws ``PluginHostError`` too.
  init(_ subject: CheckSubject, granting more: Capabilities = [], folders: [String] = []) throws {
    var grant = subject.options.grant
    grant.capabilities.formUnion(more)
    grant.folders += folders
    deadline = subject.deadline
    process = try WorkerProcess(
      starting: subject.probe, file: subject.file, output: try OutputBlock(), log: heard.pluginLog, grant: grant)
    try process.waitUntilLoaded(subject.file, timeout: left)
  }

  deinit { process.stop(grace: 0) }

  private var left: Double { max(0.01, (deadline - .now) / .seconds(1)) }

  // MARK: Instances

  /// Makes the instance of this number. The configuration may be any text.
  func create(_ instance: Int = 0, of processor: String, config: String) throws {
    var request = mrw_request(kind: MRW_CREATE)
    request.instance = UInt32(instance)
    try process.put(.processor, of: processor, config: config, into: &request)
    try ask(&request)
    self.processor = processor
  }

  /// Makes and frees that many instances, one after the other.
  func cycle(_ count: Int, of processor: String, config: String) throws {
    var request = mrw_request(kind: MRW_CYCLE)
    request.count = UInt32(count)
    try process.put(.processor, of: processor, config: config, into: &request)
    try ask(&request)
  }

  func destroy(_ instance: Int = 0) throws {
    var request = mrw_request(kind: MRW_DESTROY)
    request.instance = UInt32(instance)
    try ask(&request)
  }

  // MARK: Calls

  /// One call on all rows, whose answer is taken into the batch.
  func process(_ batch: Batch, by instance: Int = 0) throws -> Answer {
    try call(MRW_PROCESS, batch, instance)
    return try Answer(taking: process.output, into: batch)
  }

  func finish(_ instance: Int = 0) throws -> Answer {
    let batch = try Batch()
    try call(MRW_FINISH, batch, instance)
    return try Answer(taking: process.output, into: batch)
  }

  /// What each of the threads answered that called one instance at once, or why it did not. Needs the grant of threads.
  func race(threads: Int, rounds: Int, on records: [Record]) throws -> [Result<Answer, ProcessorFailure>] {
    var request = mrw_request(kind: MRW_RACE)
    request.instance = UInt32(threads)
    request.count = UInt32(rounds)
    let batch = try Batch(records)
    request.range = batch.allRows
    request.now = Self.now
    try ask(&request, about: batch)
    return try (0..<threads).map { thread in
      var request = mrw_request(kind: MRW_RACED)
      request.count = UInt32(thread)
      let reply = try process.ask(&request, timeout: left)
      guard reply.status == MR_OK else { return .failure(.status(reply.status, error: reply.error)) }
      return .success(try Answer(taking: process.output, into: try Batch(records)))
    }
  }

  /// The run's start that plugins are told.
  static let now: Int64 = 1_709_251_199_000_000

  private func call(_ kind: UInt32, _ batch: Batch, _ instance: Int) throws {
    var request = mrw_request(kind: kind)
    request.instance = UInt32(instance)
    request.range = batch.allRows
    request.now = Self.now
    try ask(&request, about: batch)
  }

  // MARK: Its process

  enum Moment: UInt32 {
    case start, loaded, asked, now
  }

  func condition(_ moment: Moment = .now) throws -> mrw_condition {
    var request = mrw_request(kind: MRW_CONDITION)
    request.count = moment.rawValue
    try ask(&request)
    return UnsafeRawBufferPointer(process.output.texts).load(as: mrw_condition.self)
  }

  /// Bytes that each of `count` pieces of work leaves behind. What is there after the first time is no leak, and what
  /// malloc holds back for later comes and goes: a leak grows every time.
  func growth(_ count: UInt64, _ work: () throws -> Void) throws -> UInt64 {
    try work()
    var last = try condition()
    var least = UInt64.max
    for _ in 0..<4 where least > 0 {
      try work()
      let now = try condition()
      least = min(least, now.allocated(since: last) / count)
      last = now
    }
    return least
  }

  /// What the plugin says about itself, as JSON; asked once more.
  func describeAgain() throws -> Data {
    var request = mrw_request(kind: MRW_AGAIN)
    let reply = try ask(&request)
    return Data(process.output.texts.prefix(Int(reply.length)))
  }

  @discardableResult
  private func ask(_ request: inout mrw_request, about batch: Batch? = nil) throws -> mrw_reply {
    let reply = try process.ask(&request, about: batch, timeout: left)
    guard reply.status == MR_OK else { throw ProcessorFailure.status(reply.status, error: reply.error) }
    return reply
  }
}

extension Batch {
  fileprivate var allRows: mrp_range {
    mrp_range(begin: 0, end: UInt32(rowCount), columns: region.pointee.column_count, reserved: 0)
  }
}
