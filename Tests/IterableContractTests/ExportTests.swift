import Foundation
import IterableAPI
import IterableSandbox
import Testing

@Suite struct ExportTests {
  static let modes = [ExportMode.synchronous, .job]

  @Test(arguments: modes, ProjectType.allCases)
  func `an export holds every row, byte by byte`(mode: ExportMode, type: ProjectType) throws {
    let meeting = try Meeting { $0.projectType = type }
    let result = try meeting.client.export(.user, window: .everything, to: meeting.spool, mode: mode)
    #expect(meeting.spooledLines == meeting.seededRows)
    #expect(result.bytes == Int64(try Data(contentsOf: meeting.spool).count))
    #expect(result.windows == 1)
    #expect(meeting.files == ["spool.ndjson"])
  }

  @Test(arguments: modes)
  func `a window begins with its start and ends before its end`(mode: ExportMode) throws {
    let meeting = try Meeting()
    let times = meeting.seededSubscribers.compactMap { $0["profileUpdatedAt"] as? String }.sorted()
    let window = ExportWindow(start: try date(times[20]), end: try date(times[40]))
    _ = try meeting.client.export(.user, window: window, to: meeting.spool, mode: mode)
    let spooled = meeting.spooledLines.compactMap { object($0)["profileUpdatedAt"] as? String }
    #expect(spooled.sorted() == Array(times[20..<40]))
  }

  @Test(arguments: modes)
  func `only the fields that were asked for come`(mode: ExportMode) throws {
    let meeting = try Meeting { $0.clean = true }
    let fields = ["email", "homeAddress", "profileUpdatedAt"]
    _ = try meeting.client.export(.user, window: .everything, onlyFields: fields, to: meeting.spool, mode: mode)
    #expect(meeting.spooledLines.count == 60)
    #expect(meeting.spooledLines.allSatisfy { Set(object($0).keys) == Set(fields) })
  }

  @Test(arguments: [ExportDataType.purchase, .customEvent])
  func `what was tracked comes with what is seeded, the same by both ways`(type: ExportDataType) throws {
    let meeting = try Meeting { $0.clean = true }
    let email = try #require(meeting.seededSubscribers[0]["email"] as? String)
    switch type {
    case .purchase: try meeting.client.trackPurchase(json: purchase(id: "mine", email: email))
    default: try meeting.client.track(event("mine", email))
    }
    _ = try meeting.client.export(type, window: .everything, to: meeting.spool)
    let direct = meeting.spooledLines
    _ = try meeting.client.export(type, window: .everything, to: meeting.spool, mode: .job)
    #expect(meeting.spooledLines == direct)
    #expect(direct.count > 5)
    #expect(direct.count { object($0)["_id"] as? String == "mine" } == 1)
  }

  @Test func `an empty window is an empty spool`() throws {
    let meeting = try Meeting()
    let start = Date(timeIntervalSince1970: 1_000_000)
    for mode in Self.modes {
      let window = ExportWindow(start: start, end: start.addingTimeInterval(3_600))
      #expect(try meeting.client.export(.user, window: window, to: meeting.spool, mode: mode).bytes == 0)
      #expect(try Data(contentsOf: meeting.spool).isEmpty)
    }
  }

  // MARK: Jobs

  @Test(arguments: [false, true])
  func `a job's files are taken page by page while it runs`(restarts: Bool) throws {
    let meeting = try Meeting {
      $0.exportFileBytes = 5_000
      $0.exportFilesPerPage = 2
      $0.exportJobStepSeconds = 40
      $0.restartsExportJobs = restarts
    }
    let result = try meeting.client.export(.user, window: .everything, to: meeting.spool, mode: .job)
    #expect(meeting.spooledLines == meeting.seededRows)
    #expect(result.files > 10)
    #expect(meeting.answers(.exportFiles)[200] ?? 0 > result.files / 2)
    #expect(meeting.allAnswers["GET /export-files/{jobId}/{file}"] == [200: result.files])
    #expect(meeting.answers(.cancelExport).isEmpty)
  }

  @Test func `a job that Iterable truncates is run again in halves`() throws {
    let meeting = try Meeting {
      $0.exportFileBytes = 5_000
      $0.exportTruncationBytes = 30_000
    }
    let result = try meeting.client.export(.user, window: .everything, to: meeting.spool, mode: .job)
    #expect(meeting.spooledLines.sorted() == meeting.seededRows.sorted())
    #expect(result.windows > 2)
    #expect(meeting.answers(.cancelExport)[200] ?? 0 > 0)
  }

  @Test func `an address that expired while another file came is asked for again`() throws {
    let meeting = try Meeting {
      $0.exportFileBytes = 20_000
      $0.exportFileLifetimeSeconds = 60
    }
    try meeting.add(Fault(endpoint: "GET /export-files/{jobId}/{file}", after: 1, status: 503, retryAfter: "100"))
    _ = try meeting.client.export(.user, window: .everything, to: meeting.spool, mode: .job)
    #expect(meeting.spooledLines == meeting.seededRows)
    #expect(meeting.allAnswers["GET /export-files/{jobId}/{file}"]?[403] ?? 0 > 0)
  }

  @Test func `addresses that are dead on arrival end the job, and nothing is left`() throws {
    let meeting = try Meeting { $0.exportFileLifetimeSeconds = 0 }
    let error = iterableError {
      _ = try meeting.client.export(.user, window: .everything, to: meeting.spool, mode: .job)
    }
    #expect(error?.code == .forbidden)
    #expect(meeting.answers(.cancelExport) == [200: 1])
    #expect(meeting.files.isEmpty)
  }

  private func date(_ text: String) throws -> Date {
    try Date("\(text.prefix(10))T\(text.dropFirst(11).prefix(8))Z", strategy: .iso8601)
  }
}
