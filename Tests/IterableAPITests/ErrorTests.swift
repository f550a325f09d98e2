import Foundation
import TestSupport
import Testing

@testable import IterableAPI

@Suite struct ErrorTests {
  typealias Answer = LoopbackServer.Answer

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var status: Int
    var body: String
    var type = "application/json"
    var code: IterableError.Code
    var iterableCode = ""
    var message: String
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "wrong key", status: 401,
      body:
        #"{"msg":"Invalid API key","code":"BadApiKey","params":{"ip":"10.0.0.1","endpoint":"/api/lists"}}"#,
      code: .unauthorized, iterableCode: "BadApiKey", message: "Invalid API key"),
    Case(
      name: "no rights", status: 403, body: #"{"msg":"no","code":"Forbidden","params":null}"#, code: .forbidden,
      iterableCode: "Forbidden", message: "no"),
    Case(
      name: "Success inside an error", status: 400,
      body: #"{"msg":"error.lists.invalidListId(999)","code":"Success","params":{"listId":999}}"#, code: .unknownList,
      iterableCode: "Success", message: "error.lists.invalidListId(999)"),
    Case(
      name: "unknown list of getUsers", status: 400,
      body: #"{"msg":"Invalid email list id","code":"BadParams","params":{"listId":"42"}}"#, code: .unknownList,
      iterableCode: "BadParams", message: "Invalid email list id"),
    Case(
      name: "bad JSON, newer", status: 400,
      body:
        #"{"msg":"[/api/users/bulkUpdate] Invalid JSON body","code":"BadJsonBody","params":{"obj.users[1].preferUserId":"Boolean value expected"}}"#,
      code: .refused, iterableCode: "BadJsonBody",
      message: "[/api/users/bulkUpdate] Invalid JSON body at obj.users[1].preferUserId"),
    Case(
      name: "bad JSON, older", status: 400,
      body: #"{"msg":"Invalid","code":"BadJsonBody","params":{"obj.name":[{"msg":["error.path.missing"],"args":[]}]}}"#,
      code: .refused, iterableCode: "BadJsonBody", message: "Invalid at obj.name"),
    Case(
      name: "address in the words", status: 400,
      body: #"{"msg":"Invalid email: foo+x@bar.example, sorry","code":"InvalidEmailAddressError","params":null}"#,
      code: .refused, iterableCode: "InvalidEmailAddressError", message: "Invalid email: (e-mail), sorry"),
    Case(
      name: "type mismatch", status: 400,
      body:
        #"{"msg":"Field 'signupDate' has a data type of 'date'","code":"RequestFieldsTypesMismatched","params":{"validationErrors":{"signupDate":{"offendingValue":"GGG"}}}}"#,
      code: .typeMismatch, iterableCode: "RequestFieldsTypesMismatched",
      message: "Field 'signupDate' has a data type of 'date'"),
    Case(
      name: "batch too large", status: 400, body: #"{"msg":"too large","code":"BatchTooLarge"}"#, code: .tooLarge,
      iterableCode: "BatchTooLarge", message: "too large"),
    Case(
      name: "body too large", status: 413, body: "<html><title>413 Too Large</title></html>", type: "text/html",
      code: .tooLarge, message: "413 Too Large"),
    Case(
      name: "forgotten", status: 409, body: #"{"msg":"gone","code":"ForgottenUserError"}"#, code: .forgotten,
      iterableCode: "ForgottenUserError", message: "gone"),
    Case(
      name: "conflict", status: 409, body: #"{"msg":"list in use","code":"Conflict"}"#, code: .conflict,
      iterableCode: "Conflict", message: "list in use"),
    Case(
      name: "unknown route", status: 404,
      body: "<!DOCTYPE html><html><head><title>Action not found</title></head></html>", type: "text/html",
      code: .notFound, message: "Action not found"),
    Case(
      name: "second envelope", status: 404,
      body: #"{"error":"error.catalogs.notFound","message":"Catalog not found","code":"error.catalogs.notFound"}"#,
      code: .notFound, iterableCode: "error.catalogs.notFound", message: "Catalog not found"),
    Case(
      name: "plain text", status: 404, body: "error.catalogs.notFound", type: "text/plain", code: .notFound,
      message: "error.catalogs.notFound"),
    Case(name: "no words", status: 418, body: "", code: .refused, message: "the request was refused without a reason"),
    Case(
      name: "server error", status: 500,
      body: #"{"msg":"An error occurred. Please try again later.","code":"GenericError"}"#, code: .server,
      iterableCode: "GenericError", message: "An error occurred. Please try again later."),
    Case(
      name: "gateway", status: 504, body: "<html><title>Gateway</title>", type: "text/html", code: .server,
      message: "Gateway"),
    Case(name: "request timeout", status: 408, body: "slow", type: "text/plain", code: .server, message: "slow"),
    Case(
      name: "too many", status: 429,
      body:
        #"{"msg":"Exceeded rate limit for endpoint: /api/lists, project: 8575 ","code":"RateLimitExceeded","params":{}}"#,
      code: .rateLimited, iterableCode: "RateLimitExceeded",
      message: "Exceeded rate limit for endpoint: /api/lists, project: 8575"),
    Case(
      name: "the key in the words", status: 400, body: #"{"msg":"key \#(secretKey) is odd","code":"BadParams"}"#,
      code: .refused, iterableCode: "BadParams", message: "key (key) is odd"),
  ]

  @Test("every error shape becomes one error", arguments: cases)
  func shapes(_ expected: Case) throws {
    let server = LoopbackServer(Answer(expected.status, expected.body, type: expected.type))
    defer { server.stop() }
    let client = try client(server) {
      $0.retry.tries = 2
      $0.retry.rateLimitTries = 3
    }
    let error = iterableError { _ = try client.lists() }
    #expect(error.code == expected.code)
    #expect(error.httpStatus == expected.status)
    #expect(error.iterableCode == expected.iterableCode)
    #expect(error.message == expected.message)
    #expect(error.endpoint == "GET /api/lists")
    #expect(!"\(error)".contains(secretKey) && !"\(error)".contains("GGG"))
    let tries = [IterableError.Code.server: 2, .rateLimited: 3][expected.code] ?? 1
    #expect(server.requests.count == tries)
  }

  @Test("after a 401 nothing more is sent")
  func unauthorized() throws {
    let server = LoopbackServer(Answer(401, #"{"msg":"Invalid API key","code":"BadApiKey"}"#))
    defer { server.stop() }
    let client = try client(server)
    iterableError { try client.verifyKey() }
    #expect(iterableError { _ = try client.fields() }.code == .unauthorized)
    let outcome = client.bulkUpdate([UserPayload(.email("a@example.com"))])
    #expect(outcome.interruption?.code == .unauthorized)
    #expect(outcome.unacknowledged == [0])
    #expect(server.requests.count == 1)
  }

  @Test("a success that is a web page, no JSON, or an envelope with a bad code is no success")
  func falseSuccess() throws {
    let server = LoopbackServer(
      Answer(200, "<html>log in</html>", type: "text/html; charset=utf-8"), Answer(200, "[1,"), Answer(#"{"list":[]}"#),
      Answer(#"{"msg":"later","code":"QueueEmailError"}"#))
    defer { server.stop() }
    let client = try client(server)
    for _ in 0..<3 { #expect(iterableError { _ = try client.lists() }.code == .malformed) }
    #expect(iterableError { _ = try client.lists() }.iterableCode == "QueueEmailError")
  }
}
