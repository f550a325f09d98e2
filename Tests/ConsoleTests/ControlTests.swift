import Foundation
import Records
import Synchronization
import Testing

@testable import Console

@Suite struct ControlTests {
  private func refusal(_ body: () throws -> Void) throws -> ConsoleError {
    try #require(#expect(throws: ConsoleError.self, performing: body))
  }

  @Test func `the socket is its owner's alone, and gone afterwards`() throws {
    let served = try Served()
    let path = Console.socket(in: served.home).path
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    served.console.stop()
    #expect(!FileManager.default.fileExists(atPath: path) && !served.client.isServed)
    #expect(try refusal { try served.client.send("GET", "/status") }.code == .unreachable)
  }

  @Test func `a folder of any length will do`() throws {
    let served = try Served(below: "/" + String(repeating: "x", count: 200))
    #expect(try served.client.send("GET", "/healthz")["status"]?.string == "ok")
  }

  @Test func `a socket that nobody listens on is replaced, one that somebody does is not`() throws {
    let served = try Served()
    var workspace = served.workspace
    workspace.version = "2"
    let again = try Console(
      Console.Setup(workspace: workspace, metrics: PrometheusMetrics(), perform: { _ in 0 }))
    #expect(try refusal { try again.openControl() }.message.contains("another process listens"))
    served.console.stop()
    let path = Console.socket(in: served.home).path
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    try again.openControl()
    #expect(try served.client.send("GET", "/status")["version"]?.string == "2")
    again.stop()
  }

  @Test func `it says what the service has and does`() throws {
    let served = try Served()
    let status = try served.client.send("GET", "/status")
    #expect(status["version"]?.string == "1.2.3" && status["process"]?.integer == Int64(getpid()))
    #expect(status["connections"] == [])
  }

  @Test(arguments: [
    (#"{"connection": 1}"#, "'connection' must be the name of a connection"),
    (#"{"connection": "x", "ful": true}"#, "there is no 'ful'"),
    (#"{"connection": "x", "full": 1}"#, "'full' must be true or false"),
    ("{}", "'connection' is missing"), ("[]", "the request's body is not a JSON object"),
  ])
  func `a request that is not right is told why`(_ body: String, _ message: String) throws {
    let served = try Served()
    let error = try refusal { try served.client.send("POST", "/runs", try JSONValue(parsing: body)) }
    #expect(error.code == .badRequest && error.message == message)
  }

  @Test func `what does not exist is told so`() throws {
    let served = try Served()
    #expect(try refusal { try served.client.send("POST", "/runs", ["connection": "x"]) }.code == .notFound)
    #expect(try refusal { try served.client.send("GET", "/runs/7") }.message == "there is no run 7")
    #expect(try refusal { try served.client.send("POST", "/runs/7/cancel") }.code == .conflict)
    #expect(try refusal { try served.client.send("GET", "/requests/7") }.code == .notFound)
    #expect(try refusal { try served.client.send("GET", "/runs/x") }.code == .badRequest)
    let large: JSONValue = ["connection": .string(String(repeating: "x", count: 300_000))]
    #expect(try refusal { try served.client.send("POST", "/runs", large) }.code == .tooLarge)
  }

  // MARK: Commands

  private let request: JSONValue = ["arguments": ["a", "b"], "folder": "/tmp", "terminal": true]

  @Test func `a command is done and what it writes comes back`() throws {
    let served = try Served { session in
      session.write(session.request.arguments.joined(separator: "+") + session.request.folder, isMessage: false)
      session.write(session.request.hasTerminal ? "seen" : "", isMessage: true)
      return 3
    }
    var lines: [JSONValue] = []
    try served.client.lines("POST", "/commands", request) { lines.append($0) }
    #expect(lines.first?["command"]?.integer == 1)
    #expect(lines.dropFirst() == [["output": "a+b/tmp"], ["message": "seen"], ["status": 3]])
  }

  @Test func `more than fits in between comes whole`() throws {
    let piece = String(repeating: "x", count: 100_000)
    let served = try Served { session in
      for _ in 0..<50 { session.write(piece, isMessage: false) }
      return 0
    }
    var count = 0
    try served.client.lines("POST", "/commands", request) { count += $0["output"]?.string?.count ?? 0 }
    #expect(count == 5_000_000)
  }

  @Test func `its client can end it, and so does the end of the service`() throws {
    let served = try Served { session in
      while !session.cancellation.isCancelled { usleep(1000) }
      return 1
    }
    var status: Int64?
    try served.client.lines("POST", "/commands", request) { line in
      if let id = line["command"]?.integer { _ = try? served.client.send("POST", "/commands/\(id)/cancel") }
      status = line["status"]?.integer ?? status
    }
    #expect(status == 1)
    try served.client.lines("POST", "/commands", request) { line in
      if line["command"] != nil { served.console.beginStopping() }
      status = line["status"]?.integer ?? 7
    }
    #expect(status == 1)
    #expect(try refusal { try served.client.lines("POST", "/commands", request) { _ in } }.code == .busy)
  }
}
