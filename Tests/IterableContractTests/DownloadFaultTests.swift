import Foundation
import IterableAPI
import IterableSandbox
import Testing

/// The three ways in which many rows come.
enum Download: String, CaseIterable {
  case export, job, members

  var endpoint: String {
    switch self {
    case .export: Endpoint.exportData.rawValue
    case .job: "GET /export-files/{jobId}/{file}"
    case .members: Endpoint.listUsers.rawValue
    }
  }

  /// The list of the seed that most subscribers are on.
  static let list: Int64 = 1001

  func run(_ meeting: Meeting, window: ExportWindow = .everything) throws {
    switch self {
    case .export: _ = try meeting.client.export(.user, window: window, to: meeting.spool)
    case .job: _ = try meeting.client.export(.user, window: window, to: meeting.spool, mode: .job)
    case .members: _ = try meeting.client.subscribers(ofList: Download.list, to: meeting.spool)
    }
  }

  func expected(_ meeting: Meeting) -> [String] {
    self == .members ? meeting.members(ofList: Download.list) : meeting.seededRows
  }
}

/// What may go wrong with an answer that HTTP or the answer itself shows.
enum Trouble: String, CaseIterable {
  case cut = "cut off"
  case cutAtOnce = "cut off before the first byte"
  case wrongLength = "shorter than announced"
  case tooMany = "429"
  case tooManyWithTime = "429 with Retry-After"
  case failed = "500"
  case page = "503 with a page of HTML"

  func fault(_ endpoint: String, times: Int, after: Int = 0) -> Fault {
    var fault = Fault(endpoint: endpoint, times: times, after: after)
    switch self {
    case .cut: fault.cutAfterBytes = 300
    case .cutAtOnce: fault.cutAfterBytes = 0
    case .wrongLength: fault.excessContentLength = 100
    case .tooMany, .tooManyWithTime:
      fault.status = 429
      fault.body = #"{"msg":"Exceeded rate limit","code":"RateLimitExceeded","params":{}}"#
      if self == .tooManyWithTime { fault.retryAfter = "30" }
    case .failed:
      fault.status = 500
      fault.body = #"{"msg":"An error occurred. Please try again later.","code":"GenericError","params":null}"#
    case .page:
      fault.status = 503
      fault.body = "<html><head><title>Service Unavailable</title></head></html>"
      fault.contentType = "text/html; charset=utf-8"
    }
    return fault
  }
}

@Suite struct DownloadFaultTests {
  @Test(arguments: Download.allCases, Trouble.allCases)
  func `a download ends with every row once`(download: Download, trouble: Trouble) throws {
    let meeting = try Meeting { $0.exportFileBytes = 20_000 }
    // The second file of a job: the first one is on disk by then.
    try meeting.add(trouble.fault(download.endpoint, times: 3, after: download == .job ? 1 : 0))
    try download.run(meeting)
    #expect(meeting.spooledLines.sorted() == download.expected(meeting).sorted())
    #expect(meeting.client.traffic.retries >= 2)
  }

  @Test(arguments: [Download.export, .job])
  func `a row that was cut in two is noticed though HTTP ended well`(download: Download) throws {
    let meeting = try Meeting()
    try meeting.add(Fault(endpoint: download.endpoint, times: 2, truncateAfterBytes: 10_001))
    try download.run(meeting)
    #expect(meeting.spooledLines.sorted() == download.expected(meeting).sorted())
  }

  @Test(arguments: [Download.export, .job])
  func `a spoilt line is one line of the spool, and its neighbours are whole`(download: Download) throws {
    let meeting = try Meeting()
    try meeting.add(Fault(endpoint: download.endpoint, malformedLine: 7))
    try download.run(meeting)
    var expected = meeting.seededRows
    let spoilt = meeting.spooledLines[6]
    #expect(spoilt.count < expected[6].count && expected[6].hasPrefix(spoilt))
    expected[6] = spoilt
    #expect(meeting.spooledLines == expected)
  }

  @Test(
    arguments: [Endpoint.startExport, .exportFiles],
    [Trouble.cut, .cutAtOnce, .wrongLength, .tooMany, .failed, .page])
  func `a job survives trouble with its small answers`(endpoint: Endpoint, trouble: Trouble) throws {
    let meeting = try Meeting()
    var fault = trouble.fault(endpoint.rawValue, times: 3)
    if trouble == .cut { fault.cutAfterBytes = 5 }
    try meeting.add(fault)
    try Download.job.run(meeting)
    #expect(meeting.spooledLines == meeting.seededRows)
  }

  @Test(arguments: Download.allCases, [Trouble.cut, .wrongLength, .tooMany, .page])
  func `a download that never comes leaves the old spool as it was`(download: Download, trouble: Trouble) throws {
    let meeting = try Meeting { $0.exportFileBytes = 20_000 }
    try Data("old\n".utf8).write(to: meeting.spool)
    try meeting.add(trouble.fault(download.endpoint, times: 1_000))
    // Too short to be halved.
    let end = Date(timeIntervalSince1970: 1_750_000_000)
    let error = iterableError {
      try download.run(
        meeting, window: download == .job ? .everything : ExportWindow(start: end.addingTimeInterval(-100), end: end))
    }
    #expect(error?.isRetryable == true)
    #expect(meeting.spooledLines == ["old"])
    #expect(meeting.files == ["spool.ndjson"])
    if download == .job { #expect(meeting.answers(.cancelExport) == [200: 1]) }
  }

  @Test(arguments: Download.allCases)
  func `a page that says 200 is not taken for rows`(download: Download) throws {
    let meeting = try Meeting()
    try meeting.add(
      Fault(endpoint: download.endpoint, times: 9, status: 200, body: "<html>Sign in</html>", contentType: "text/html"))
    let error = iterableError { try download.run(meeting) }
    #expect(error?.code == .malformed)
    #expect(meeting.files.isEmpty)
  }

  @Test(arguments: Download.allCases)
  func `an error that says 200 is not taken for rows`(download: Download) throws {
    let meeting = try Meeting()
    let body = #"{"msg":"An error occurred","code":"GenericError","params":null}"#
    try meeting.add(Fault(endpoint: download.endpoint, times: 9, status: 200, body: body))
    let error = iterableError { try download.run(meeting) }
    #expect(error?.code == .refused && error?.iterableCode == "GenericError")
    #expect(meeting.files.isEmpty)
  }
}
