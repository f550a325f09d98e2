import Foundation
import Logging
import TestSupport
import Testing

@testable import IterableAPI

/// Time that passes only by waiting.
final class ManualClock: WaitingClock, @unchecked Sendable {
  // @unchecked: both members are under `lock`.
  private let lock = NSLock()
  private var now = 1_000.0
  private var pauses: [Double] = []

  var waits: [Double] { lock.withLock { pauses } }
  var monotonicSeconds: Double { lock.withLock { now } }
  /// 2025-01-01 00:00:00 when the clock is new.
  var date: Date { Date(timeIntervalSince1970: 1_735_689_600 + monotonicSeconds - 1_000) }

  func wait(seconds: Double, cancellation: Cancellation) throws {
    try cancellation.check()
    lock.withLock {
      now += seconds
      pauses.append(seconds)
    }
  }

  func pass(seconds: Double) { lock.withLock { now += seconds } }
}

let secretKey = "key-0123456789abcdef"

func client(
  _ server: LoopbackServer, clock: ManualClock = ManualClock(), cancellation: Cancellation = Cancellation(),
  _ change: (inout IterableConfiguration) -> Void = { _ in }
) throws -> IterableClient {
  var configuration = IterableConfiguration(baseURL: server.url, apiKey: secretKey)
  configuration.rateLimits = .unlimited
  change(&configuration)
  let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  return try IterableClient(configuration, clock: clock, cancellation: cancellation, logger: quiet)
}

/// The error that `body` throws; a failed expectation when it throws none.
@discardableResult
func iterableError(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> IterableError {
  let error = #expect(throws: IterableError.self, sourceLocation: sourceLocation, performing: body)
  return error ?? IterableError(.configuration, "no error was thrown")
}

/// A place for a spool file in a folder of its own.
final class SpoolPlace {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)")
  var url: URL { folder.appendingPathComponent("spool.ndjson") }

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: folder) }

  var text: String? { try? String(contentsOf: url, encoding: .utf8) }
  var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }
}

func window(seconds: Double) -> ExportWindow {
  let start = Date(timeIntervalSince1970: 1_735_689_600)
  return ExportWindow(start: start, end: start.addingTimeInterval(seconds))
}
