import Connections
import Foundation
import IterableSandbox
import Records
import Testing
import YAMLReading

@testable import Console

@Suite struct SetUpPageTests {
  private let served: Served
  private let client: PageClient

  init() throws {
    served = try Served(now: Example.now, environment: Example.environment)
    client = try PageClient(served, as: .operator)
  }

  private func text() throws -> String { try served.workspace.library.text(of: "newsletter", version: nil) }

  /// Without the hundreds of time zones.
  private func expect(_ answer: PageClient.Answer, _ name: String) throws {
    var answer = answer
    answer.body = answer.body.replacing(#/(<datalist id="zones">).*?(<\/datalist>)/#) { "\($0.1)ZONES\($0.2)" }
    try GoldenPage.expect(answer, name, home: served.home)
  }

  @Test func `key, schedule, history and data exchange are shown`() throws {
    try Example.fill(served)
    try served.store.write { writer in
      var run = try writer.startRun(connection: "newsletter", trigger: "schedule")
      (run.state, run.ended) = (.failed, run.started)
      try writer.updateRun(run)
    }
    try expect(client.get("/connections/newsletter/set-up"), "connection-set-up")
    try expect(PageClient(served, as: .viewer).get("/connections/newsletter/set-up"), "connection-set-up-viewer")
  }

  @Test func `one that is off, or has nothing to run, says why`() throws {
    try Example.apply(
      "empty", "connection: empty\niterable: { api_key: \"${env:KEY}\" }\ngoals: []\n", to: served)
    try expect(client.get("/connections/empty/set-up"), "connection-set-up-empty")
    try Example.apply(
      "off", "connection: off\nenabled: false\niterable: { api_key: \"${env:KEY}\" }\ngoals: []\n", to: served)
    #expect(try client.get("/connections/off/set-up").body.contains("The connection is off: turn it on first."))
    #expect(try client.post("/connections/off/run", [:]).location == "/connections/off/set-up")
    #expect(try client.get("/connections/off/set-up").body.contains("is switched off"))
  }

  // MARK: The schedule

  @Test(
    arguments: [
      ("kind=every_minutes&every_minutes=15", "{ every_minutes: 15 }"),
      ("kind=times_per_day&times_per_day=4", "{ times_per_day: 4, time_zone: Europe/Amsterdam }"),
      (
        "kind=days_of_month&days_of_month=1,+15+last",
        "{ days_of_month: [1, 15, last], at: \"06:30\", time_zone: Europe/Amsterdam }"
      ),
      (
        "kind=weekday_of_month&week=second&day=fri",
        "{ weekday_of_month: { week: second, day: fri }, at: \"06:30\", time_zone: Europe/Amsterdam }"
      ),
      (
        "kind=cron&cron=30+6+*+*+mon-fri",
        "{ cron: \"30 6 * * mon-fri\", time_zone: Europe/Amsterdam }"
      ),
    ])
  func `every kind of schedule is saved`(_ fields: String, _ option: String) throws {
    try Example.apply("newsletter", Example.newsletter, to: served)
    let others = [Form.Field(name: "at", value: "06:30"), .init(name: "time_zone", value: "Europe/Amsterdam")]
    let answer = try client.post("/connections/newsletter/schedule", Form(urlEncoded: fields).fields + others)
    #expect(answer.status == 303, "\(answer.body)")
    let changed = try text()
    #expect(changed.contains("schedule: \(option)\n"), "\(changed)")
    // The form shows what was saved, so that sending it again changes nothing.
    let schedule = try served.workspace.library.connection("newsletter").schedule
    #expect(ScheduleForm(schedule).option?.yaml == option)
  }

  @Test func `the next five runs are shown before a schedule is saved`() throws {
    try Example.apply("newsletter", Example.newsletter, to: served)
    let shown = try client.post(
      "/connections/newsletter/schedule",
      [
        "action": "show", "kind": "days_of_week", "days_of_week": "sun", "days_of_week": "wed", "at": "02:30",
        "time_zone": "America/New_York",
      ])
    #expect(shown.status == 200)
    for day in ["Sun 29 Nov", "Wed 2 Dec", "Sun 6 Dec", "Wed 9 Dec", "Sun 13 Dec"] {
      #expect(shown.body.contains("<li>\(day) 2026, 02:30 America/New_York</li>"), "\(day)")
    }
    #expect(try text() == Example.newsletter)
    let none = try client.post("/connections/newsletter/schedule", ["kind": "none"])
    #expect(none.status == 303)
    #expect(try !text().contains("schedule"))
  }

  @Test func `what is wrong with a schedule is told with its field`() throws {
    try Example.apply("newsletter", Example.newsletter, to: served)
    let cases = [
      ("kind=every_minutes&every_minutes=often", "every_minutes"),
      ("kind=times_per_day&times_per_day=0", "times_per_day"),
      ("kind=days_of_week&at=06:30", "days_of_week-mon"), ("kind=days_of_week&days_of_week=mon&at=25:00", "at"),
      ("kind=days_of_month&days_of_month=32&at=06:30", "days_of_month"), ("kind=cron&cron=often", "cron"),
      ("kind=cron&cron=0+6+*+*+*&time_zone=Europe/Amsterdm", "time_zone"),
    ]
    for (fields, field) in cases {
      for action in ["show", "save"] {
        let wrong = try client.post(
          "/connections/newsletter/schedule",
          Form(urlEncoded: fields).fields + [.init(name: "action", value: action)])
        #expect(wrong.status == 400)
        #expect(wrong.body.contains("<a href=\"#\(field)\">"), "\(field): \(wrong.body)")
        #expect(wrong.body.contains("id=\"\(field)\""), "there is no field \(field)")
      }
    }
    #expect(try text() == Example.newsletter)
  }

  // MARK: The project

  @Test func `a key is replaced, and stays where it cannot be`() throws {
    try Example.apply("newsletter", Example.newsletter, to: served)
    let file = served.home.appending(path: "secrets/newsletter-iterable")
    #expect(try client.post("/connections/newsletter/key", ["key": "first"]).status == 303)
    #expect(try text().contains("iterable: { data_center: eu, api_key: \"${file:\(file.path)}\" }"))
    #expect(try String(contentsOf: file, encoding: .utf8) == "first\n")
    #expect(try client.post("/connections/newsletter/key", ["key": "second"]).status == 303)
    #expect(try String(contentsOf: file, encoding: .utf8) == "second\n")
    let version = try served.workspace.library.member("newsletter").version?.number
    #expect(version == 2, "the reference is the same, so nothing changed")
    for key in ["", "two words", "${env:}"] {
      #expect(try client.post("/connections/newsletter/key", ["key": key]).status == 400)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == "second\n")
    #expect(try client.post("/connections/newsletter/key", ["key": "${cred:iterable}"]).status == 303)
    #expect(try client.get("/connections/newsletter/set-up").body.contains("from the systemd credential iterable"))
  }

  @Test func `the project is saved, and what the form does not show stays`() throws {
    try Example.apply(
      "newsletter", Example.newsletter.replacing("data_center: eu", with: "data_center: eu, download: job"), to: served)
    let answer = try client.post(
      "/connections/newsletter/project",
      ["data_center": "other", "base_url": "http://127.0.0.1:8800", "project_type": "user_id"])
    #expect(answer.status == 303)
    let iterable = try served.workspace.library.connection("newsletter").iterable
    #expect(iterable.baseURL == "http://127.0.0.1:8800" && iterable.projectType == .userID && iterable.download == .job)
    #expect(iterable.apiKey == .environment("KEY"))
    let wrong = try client.post(
      "/connections/newsletter/project",
      ["data_center": "other", "base_url": "http://example.com", "project_type": "email"])
    #expect(wrong.status == 400 && wrong.body.contains("<a href=\"#base_url\">"))
    #expect(wrong.body.contains("value=\"http://example.com\""))
  }

  @Test func `a file's connection takes only references to keys`() throws {
    try Example.write("shop", "connection: shop\niterable: { api_key: \"${env:KEY}\" }\ngoals: []\n", to: served)
    let raw = try client.post("/connections/shop/key", ["key": "abc"])
    #expect(raw.status == 400 && raw.body.contains("A file rules this connection"))
    #expect(!FileManager.default.fileExists(atPath: served.home.appending(path: "secrets").path))
    let reference = try client.post("/connections/shop/key", ["key": "${env:OTHER}"])
    #expect(reference.status == 409 && reference.body.contains("${env:OTHER}"))
  }
}
