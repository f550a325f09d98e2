import Foundation
import TestSupport

/// What may become of a request and its answer on the way.
enum AnswerFault: String, CaseIterable, Sendable {
  case refused = "nobody listens any more"
  case resetAtOnce = "reset before the request arrived"
  case lostAnswer = "reset before the answer"
  case resetInHeader = "reset within the header"
  case resetInBody = "reset within the body"
  case closedInBody = "closed within the body"
  case drip = "slow drip"
  case stall = "stalls within the answer"
  case lengthTooLong = "Content-Length too long"
  case lengthTooShort = "Content-Length too short"
  case badChunks = "chunks that are none"
  case chunksWithoutEnd = "chunks without an end"
  case cutGzip = "gzip without its end"
  case noGzip = "gzip that is none"
  case garbage = "not HTTP"
  case page = "200 with a page of HTML"
  case envelope = "200 with an error in it"
  case empty = "200 with nothing in it"
  case cutText = "200 with half of the text"
  case unauthorized = "401"
  case forbidden = "403"
  case notFound = "404"
  case timedOut = "408"
  case conflict = "409"
  case tooLarge = "413"
  case tooMany = "429"
  case tooManyWithTime = "429 with Retry-After"
  case failed = "500"
  case badGateway = "502 with a page of HTML"
  case unavailable = "503"
  case gatewayTimeout = "504 although it took effect"
  case redirect = "redirect to another host"
  case longHeader = "a header of 300 kB"
  case manyHeaders = "5,000 headers"
  case deliveredTwice = "delivered twice"

  /// Whether the sandbox hears of the request.
  var reachesSandbox: Bool {
    switch self {
    case .refused, .resetAtOnce, .page, .envelope, .unauthorized, .forbidden, .notFound, .timedOut, .conflict,
      .tooLarge, .tooMany, .tooManyWithTime, .failed, .badGateway, .unavailable, .redirect:
      false
    default: true
    }
  }

  /// Whether the client, when it meets this once, tries again or need not mind: the run is as if nothing had been.
  var passes: Bool {
    switch self {
    case .resetAtOnce, .lostAnswer, .resetInHeader, .resetInBody, .closedInBody, .drip, .stall, .lengthTooLong,
      .chunksWithoutEnd, .cutGzip, .timedOut, .tooMany, .tooManyWithTime, .failed, .badGateway, .unavailable,
      .gatewayTimeout, .deliveredTwice:
      true
    default: false
    }
  }

  /// Whether nobody could tell: a whole answer without rows is what Iterable gives when there are none.
  func isHidden(in phase: FaultProxy.Phase) -> Bool { self == .empty && (phase == .download || phase == .jobFile) }

  func spoil(_ answer: HTTPAnswer) -> LoopbackServer.Answer {
    var answer = answer
    let half = answer.body.count / 2
    let whole = answer.whole
    switch self {
    case .refused, .resetAtOnce, .lostAnswer: return .init(bytes: [], ending: .reset)
    case .resetInHeader: return .init(bytes: Array(whole.prefix(30)), ending: .reset)
    case .resetInBody: return .init(bytes: whole.dropLast(answer.body.count - half), ending: .reset)
    case .closedInBody: return .init(bytes: whole.dropLast(answer.body.count - half), ending: .close)
    case .drip:
      var slow = LoopbackServer.Answer(bytes: whole)
      slow.drip = (pieces: 20, pauseSeconds: 0.005)
      return slow
    case .stall:
      var stalled = LoopbackServer.Answer(bytes: whole.dropLast(answer.body.count - half))
      stalled.holdsBack = true
      return stalled
    case .lengthTooLong:
      return .init(bytes: answer.head("Content-Length: \(answer.body.count + 100)") + answer.body, ending: .close)
    case .lengthTooShort:
      return .init(bytes: answer.head("Content-Length: \(half)") + answer.body, ending: .close)
    case .badChunks:
      return .init(
        bytes: answer.head("Transfer-Encoding: chunked") + Array("zz\r\n".utf8) + answer.body, ending: .close)
    case .chunksWithoutEnd:
      let size = Array("\(String(max(half, 1), radix: 16))\r\n".utf8)
      return .init(
        bytes: answer.head("Transfer-Encoding: chunked") + size + answer.body.prefix(max(half, 1)) + Array("\r\n".utf8),
        ending: .close)
    case .cutGzip:
      if answer.headers.contains(where: { $0.lowercased() == "content-encoding: gzip" }) {
        answer.body.removeLast(10)
      } else {
        // A block that is stored as it is and says that another one follows.
        let count = UInt16(clamping: answer.body.count)
        let size =
          withUnsafeBytes(of: count.littleEndian, Array.init) + withUnsafeBytes(of: (~count).littleEndian, Array.init)
        answer.body = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0] + size + answer.body.prefix(Int(count))
        answer.headers.append("Content-Encoding: gzip")
      }
    case .noGzip:
      answer.headers =
        answer.headers.filter { !$0.lowercased().hasPrefix("content-encoding") } + ["Content-Encoding: gzip"]
      answer.body = Array("this is not packed at all, whatever is said".utf8)
    case .garbage: return .init(raw: "\u{1}\u{2} this is another protocol\r\n\r\n")
    case .page: answer = Self.page("200 OK")
    case .envelope: answer = Self.envelope("200 OK", "GenericError")
    case .empty: answer.body = []
    case .cutText:
      answer.headers = answer.headers.filter { !$0.lowercased().hasPrefix("content-encoding") }
      answer.body = Array(answer.body.prefix(half))
    case .unauthorized: answer = Self.envelope("401 Unauthorized", "BadApiKey")
    case .forbidden: answer = Self.envelope("403 Forbidden", "Forbidden")
    case .notFound: answer = Self.envelope("404 Not Found", "NotFound")
    case .timedOut: answer = Self.envelope("408 Request Timeout", "Timeout")
    case .conflict: answer = Self.envelope("409 Conflict", "Conflict")
    case .tooLarge: answer = Self.envelope("413 Payload Too Large", "BatchTooLarge")
    case .tooMany: answer = Self.envelope("429 Too Many Requests", "RateLimitExceeded")
    case .tooManyWithTime:
      answer = Self.envelope("429 Too Many Requests", "RateLimitExceeded")
      answer.headers.append("Retry-After: 1")
    case .failed: answer = Self.envelope("500 Internal Server Error", "GenericError")
    case .badGateway: answer = Self.page("502 Bad Gateway")
    case .unavailable: answer = Self.envelope("503 Service Unavailable", "Unavailable")
    case .gatewayTimeout: answer = Self.page("504 Gateway Timeout")
    case .redirect:
      answer = Self.page("302 Found")
      answer.headers.append("Location: http://127.0.0.2:9/elsewhere")
    case .longHeader: answer.headers.append("X-Long: \(String(repeating: "x", count: 300_000))")
    case .manyHeaders: answer.headers += (1...5_000).map { "X-Number-\($0): \($0)" }
    case .deliveredTwice: break
    }
    return answer.wire
  }

  private static func page(_ status: String) -> HTTPAnswer {
    HTTPAnswer(
      status: status, headers: ["Content-Type: text/html; charset=utf-8"],
      body: Array("<html><head><title>A proxy's page</title></head><body></body></html>".utf8))
  }

  private static func envelope(_ status: String, _ code: String) -> HTTPAnswer {
    HTTPAnswer(
      status: status, headers: ["Content-Type: application/json"],
      body: Array(#"{"msg":"An error occurred","code":"\#(code)","params":null}"#.utf8))
  }
}
