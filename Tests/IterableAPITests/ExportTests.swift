import Foundation
import TestSupport
import Testing

@testable import IterableAPI

@Suite struct ExportTests {
  typealias Answer = LoopbackServer.Answer

  @Test("a window goes to a spool; the last line gets its end")
  func whole() throws {
    let place = try SpoolPlace()
    let server = LoopbackServer(.chunked(["{\"email\":\"a@ex", "ample.com\"}\n{\"email\":\"b\"}"]))
    defer { server.stop() }
    let seen = SeenBytes()
    let result = try client(server).export(
      .user, window: window(seconds: 3_600), onlyFields: ["email", "a b"], to: place.url
    ) { seen.add($0) }
    #expect(place.text == "{\"email\":\"a@example.com\"}\n{\"email\":\"b\"}\n")
    #expect(result == DownloadResult(bytes: 40, files: 1, windows: 1))
    #expect(seen.last == 39)
    #expect(
      server.requests[0].target
        == "/api/export/data.json?dataTypeName=user&startDateTime=2025-01-01%2000%3A00%3A00%20%2B00%3A00"
        + "&endDateTime=2025-01-01%2001%3A00%3A00%20%2B00%3A00&onlyFields=email&onlyFields=a%20b")
  }

  @Test("an empty window is an empty file")
  func emptyWindow() throws {
    let place = try SpoolPlace()
    let server = LoopbackServer(Answer(200, "", type: "text/plain"))
    defer { server.stop() }
    let result = try client(server).export(.purchase, window: window(seconds: 60), to: place.url)
    #expect(place.text == "" && result.bytes == 0)
  }

  /// Answers with a row for each minute of the window, and cuts every answer longer than `longest` minutes.
  static func rows(longest: Double, cut: @escaping @Sendable (String) -> Answer) -> LoopbackServer {
    LoopbackServer { request, _ in
      let target = request.target.removingPercentEncoding!
      func time(_ name: String) -> Int {
        let text = target.components(separatedBy: "\(name)=")[1].prefix(19)
        let parts = text.split { " :-".contains($0) }.map { Int($0)! }
        return parts[2] * 1_440 + parts[3] * 60 + parts[4]
      }
      let minutes = time("startDateTime")..<time("endDateTime")
      let body = minutes.map { "{\"minute\":\($0)}" }.joined(separator: "\n")
      return Double(minutes.count) > longest ? cut(body) : .chunked([body])
    }
  }

  @Test(
    "a window that is cut off twice is asked for in halves, and nothing is lost or twice",
    arguments: ["cut", "500", "cut inside a row"])
  func halving(how: String) throws {
    let place = try SpoolPlace()
    let server = Self.rows(longest: 3) { body in
      switch how {
      case "500": Answer(500, #"{"msg":"timeout","code":"GenericError"}"#)
      case "cut inside a row": .chunked([String(body.dropLast(5))])
      default: .chunked([body], ends: false)
      }
    }
    defer { server.stop() }
    let result = try client(server).export(.user, window: window(seconds: 10 * 60), to: place.url)
    let minutes = place.text!.split(separator: "\n").map(String.init)
    #expect(minutes == (0..<10).map { "{\"minute\":\(1_440 + $0)}" })
    #expect(result.windows == 4)
    #expect(result.bytes == Int64(place.text!.utf8.count))
    #expect(server.requests.count == 3 * 2 + 4)
  }

  @Test("halving ends at a minute, and then nothing is left on disk")
  func halvingEnds() throws {
    let place = try SpoolPlace()
    let server = Self.rows(longest: 0) { .chunked([$0], ends: false) }
    defer { server.stop() }
    let client = try client(server) { $0.retry.tries = 3 }
    let error = iterableError { _ = try client.export(.user, window: window(seconds: 240), to: place.url) }
    #expect(error.code == .incomplete)
    #expect(place.files.isEmpty)
    #expect(server.requests.count == 2 + 2 + 3)
  }

  @Test("the first row of a window may be the cut one, and a long one")
  func onlyRowCut() throws {
    let place = try SpoolPlace()
    let row = #"{"x":"\#(String(repeating: "x", count: 200_000))"}"#
    let server = LoopbackServer(.chunked(["{\"a\":1}"]), .chunked([String(row.dropLast(1))]), .chunked([row]))
    defer { server.stop() }
    let client = try client(server)
    _ = try client.export(.user, window: window(seconds: 60), to: place.url)
    _ = try client.export(.user, window: window(seconds: 60), to: place.url)
    #expect(place.text == row + "\n")
    #expect(server.requests.count == 3)
  }

  @Test("a refusal is not halved, and leaves the old spool alone")
  func refused() throws {
    let place = try SpoolPlace()
    try Data("old".utf8).write(to: place.url)
    let server = LoopbackServer(Answer(400, #"{"msg":"bad","code":"BadParams"}"#))
    defer { server.stop() }
    let client = try client(server)
    iterableError { _ = try client.export(.user, window: window(seconds: 3_600), to: place.url) }
    #expect(place.text == "old" && place.files == ["spool.ndjson"])
    #expect(server.requests.count == 1)
  }

  @Test("too many fields for one address are refused before anything is sent")
  func longAddress() throws {
    let place = try SpoolPlace()
    let server = LoopbackServer(.success)
    defer { server.stop() }
    let client = try client(server)
    let fields = (0..<200).map { "some_long_field_name_\($0)" }
    let error = iterableError {
      _ = try client.export(.user, window: window(seconds: 60), onlyFields: fields, to: place.url)
    }
    #expect(error.code == .configuration)
    #expect(server.requests.isEmpty)
  }

  @Test("a spool that cannot be made, or a full disk, is a storage error")
  func storage() throws {
    let server = LoopbackServer(.chunked(["{}\n"]))
    defer { server.stop() }
    let client = try client(server)
    let error = iterableError {
      _ = try client.export(.user, window: window(seconds: 60), to: URL(fileURLWithPath: "/dev/null/spool"))
    }
    #expect(error.code == .storage)
    let full = try SpoolPlace()
    try FileManager.default.createSymbolicLink(
      atPath: full.url.path + ".part", withDestinationPath: "/dev/full")
    #expect(iterableError { _ = try client.export(.user, window: window(seconds: 60), to: full.url) }.code == .storage)
  }
}

@Suite struct ExportJobTests {
  typealias Answer = LoopbackServer.Answer

  static func page(_ state: String, _ files: [String] = [], host: String, truncated: Bool = false) -> Answer {
    let list = files.map { #"{"file":"\#($0)","url":"\#(host)/files/\#($0)?signature=s"}"# }.joined(separator: ",")
    return Answer(#"{"exportTruncated":\#(truncated),"jobId":3562,"jobState":"\#(state)","files":[\#(list)]}"#)
  }

  @Test("files are fetched as they appear, page by page, and the key stays at home")
  func job() throws {
    let place = try SpoolPlace()
    let files = LoopbackServer { request, _ in
      Answer(200, "{\"from\":\"\(request.target.prefix(9))\"}", type: "text/plain")
    }
    let host = files.url
    let pages = [
      Self.page("enqueued", host: host), Self.page("Running", ["f1", "f2"], host: host),
      Self.page("enqueued", host: host),
      Self.page("completed", ["f3"], host: host), Self.page("completed", host: host),
    ]
    let server = LoopbackServer { request, number in
      request.method == "POST" ? Answer(#"{"jobId":3562}"#) : pages[number - 1]
    }
    defer {
      server.stop()
      files.stop()
    }
    let result = try client(server).export(
      .customEvent, window: window(seconds: 60), onlyFields: ["a", "b"], to: place.url, mode: .job)
    #expect(place.text == (1...3).map { "{\"from\":\"/files/f\($0)\"}\n" }.joined())
    #expect(result.files == 3 && result.windows == 1)
    #expect(files.requests.allSatisfy { $0.headers["api-key"] == nil && $0.headers["api_key"] == nil })
    #expect(
      server.requests.map(\.target) == [
        "/api/export/start", "/api/export/3562/files", "/api/export/3562/files",
        "/api/export/3562/files?startAfter=f2", "/api/export/3562/files?startAfter=f2",
        "/api/export/3562/files?startAfter=f3",
      ])
    #expect(
      server.requests[0].body
        == #"{"dataTypeName":"customEvent","outputFormat":"application/x-json-stream","#
        + #""startDateTime":"2025-01-01 00:00:00 +00:00","endDateTime":"2025-01-01 00:01:00 +00:00","onlyFields":"a,b"}"#
    )
  }

  @Test("an expired address is asked for again; a cut file is fetched again")
  func expired() throws {
    let place = try SpoolPlace()
    let files = LoopbackServer(
      Answer(
        403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", type: "application/xml"),
      .chunked(["{\"a\""], ends: false), .chunked(["{\"a\":1}"]))
    let host = files.url
    let server = LoopbackServer { request, number in
      if request.method == "POST" { return Answer(#"{"jobId":1}"#) }
      return Self.page("completed", request.target.contains("startAfter=f1") ? [] : ["f1"], host: host)
    }
    defer {
      server.stop()
      files.stop()
    }
    _ = try client(server).export(.user, window: window(seconds: 60), to: place.url, mode: .job)
    #expect(place.text == "{\"a\":1}\n")
    #expect(server.requests.count == 4)
  }

  @Test("a job that lists the same files for ever is not followed for ever")
  func repeatedFiles() throws {
    let place = try SpoolPlace()
    let files = LoopbackServer(.chunked(["{}\n"]))
    let host = files.url
    let server = LoopbackServer { request, _ in
      request.method == "POST" ? Answer(#"{"jobId":1}"#) : Self.page("running", ["f1", "f2"], host: host)
    }
    defer {
      server.stop()
      files.stop()
    }
    let client = try client(server)
    let error = iterableError { _ = try client.export(.user, window: window(seconds: 60), to: place.url, mode: .job) }
    #expect(error.code == .malformed)
    #expect(files.requests.count == 2)
    #expect(place.files.isEmpty)
  }

  @Test(
    "an answer that came by https leads to https only",
    arguments: [
      ("https://api.iterable.com", false, "https://files.example.com/f", true),
      ("https://api.iterable.com", false, "http://127.0.0.1:8080/f", false),
      ("https://api.iterable.com", true, "http://files.example.com/f", false),
      ("http://localhost:8080", false, "http://127.0.0.1:8081/f", true),
      ("http://localhost:8080", false, "http://files.example.com/f", false),
      ("http://iterable.test", true, "http://files.test/f", true),
      ("http://localhost:8080", false, "file:///etc/passwd", false),
    ])
  func fileAddresses(base: String, isTestHost: Bool, file: String, isAllowed: Bool) throws {
    #expect(try BaseURL(base, isTestHost: isTestHost).allowsFile(at: file) == isAllowed)
  }

  @Test("a truncated job is cancelled and run again in halves")
  func truncated() throws {
    let place = try SpoolPlace()
    let files = LoopbackServer { request, _ in
      Answer(200, "{\"f\":\"\(request.target.dropFirst(7).prefix(2))\"}\n", type: "text/plain")
    }
    let host = files.url
    let server = LoopbackServer { request, number in
      switch request.method {
      case "POST": return Answer(#"{"jobId":\#(number)}"#)
      case "DELETE": return .success
      default:
        if request.target.contains("/0/files") {
          return Self.page(
            "completed", request.target.contains("After") ? [] : ["f0"], host: host,
            truncated: request.target.contains("After"))
        }
        return Self.page("completed", request.target.contains("After") ? [] : ["f\(number % 10)"], host: host)
      }
    }
    defer {
      server.stop()
      files.stop()
    }
    let result = try client(server).export(.user, window: window(seconds: 120), to: place.url, mode: .job)
    #expect(
      server.requests.map(\.method) == ["POST", "GET", "GET", "DELETE", "POST", "GET", "GET", "POST", "GET", "GET"])
    #expect(place.text == "{\"f\":\"f5\"}\n{\"f\":\"f8\"}\n")
    #expect(result.windows == 2 && result.files == 2)
  }

  @Test("a job that fails, stalls, or names an address without TLS is an error, cancelled, and leaves nothing")
  func failures() throws {
    for (state, fileHost, code) in [
      ("failed", "", IterableError.Code.export), ("running", "", .export), ("sleeping", "", .malformed),
      ("completed", "http://files.example.com", .malformed), ("completed", "file:///etc/passwd", .malformed),
    ] {
      let place = try SpoolPlace()
      let server = LoopbackServer { request, _ in
        switch request.method {
        case "POST": return Answer(#"{"jobId":9}"#)
        case "DELETE": return .success
        default: return Self.page(state, fileHost.isEmpty ? [] : ["f"], host: fileHost)
        }
      }
      defer { server.stop() }
      let client = try client(server) { $0.exportStallSeconds = 100 }
      let error = iterableError {
        _ = try client.export(.user, window: window(seconds: 60), to: place.url, mode: .job)
      }
      #expect(error.code == code, "\(state): \(error)")
      #expect(server.requests.last?.method == "DELETE")
      #expect(place.files.isEmpty)
    }
  }
}

private final class SeenBytes: @unchecked Sendable {
  // @unchecked: under `lock`.
  private let lock = NSLock()
  private var bytes: Int64 = 0
  var last: Int64 { lock.withLock { bytes } }
  func add(_ count: Int64) { lock.withLock { bytes = count } }
}
