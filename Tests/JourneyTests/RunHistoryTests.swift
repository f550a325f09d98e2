import Foundation
import Testing

/// What an operator does about a run, with the built program.
@Suite struct RunHistoryTests {
  func object(_ site: Site, _ arguments: String...) throws -> [String: Any] {
    let result = try site.start(arguments + ["--output", "json"]).wait()
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any], "\(result.messages)")
  }

  @Test func `a run is looked at, its rejects are found, and when the cause is mended only they are tried again`()
    throws
  {
    let site = try BadInputTests().site(subscribers: 200)
    let strict = ConnectionText.both(address: site.address) + "\nschedule: { times_per_day: 2 }\n"
    let file = try site.write(strict, to: "home/connections/journey.yaml")
    #expect(try site.millrace("run", file, "--goal", "subscribers").status == 3)

    let run = try object(site, "runs", "show", "1")
    #expect(run["trigger"] as? String == "manual" && (run["started_by"] as? String)?.isEmpty == false)
    let goal = try #require((run["goals"] as? [[String: Any]])?.first)
    #expect((goal["steps"] as? [[String: Any]])?.compactMap { $0["rows_in"] as? Int }.first == 200)
    let list = try site.millrace("runs")
    #expect(list.output.contains("DUE NEXT") && list.output.contains("manual"), "\(list.output)")
    let log = try site.millrace("runs", "log", "1")
    #expect(log.output.contains("code=no_identifier step=profile"), "\(log.output)")
    #expect(log.output.contains("goal_ends  goal=subscribers state=partial"), "\(log.output)")
    #expect(
      try site.millrace("runs", "log", "1", "--follow", "--output", "json").output.split(separator: "\n").count > 4)

    let summary = try #require(try site.json("rejects", "--run", "1", "--summary") as? [[String: Any]])
    let invalid = try #require(summary.first { $0["field"] as? String == "email" })
    let count = try #require(invalid["count"] as? Int)
    #expect(summary.allSatisfy { $0["connection"] as? String == "journey" } && invalid["open"] as? Int == count)
    let csv = try site.millrace("rejects", "--run", "1", "--search", "e-mail", "--output", "csv").output
    #expect(csv.split(separator: "\n").count == count + 1, "\(csv)")
    #expect(csv.hasPrefix("id,run,goal,row,step,"))
    let first = try #require(try site.json("rejects", "--step", "1", "--limit", "1") as? [[String: Any]])
    let next = try site.json("rejects", "--step", "1", "--after", "\(first[0]["id"]!)") as? [[String: Any]]
    #expect(next?.count == count - 1)

    // A run of this very connection file changes nothing; with the cause mended it takes what it can.
    let again = try site.millrace("runs", "retry", "1", "--dry-run")
    #expect(again.status == 3, "\(again.messages)")
    try site.write(
      strict.replacing("on_invalid: reject", with: "on_invalid: clear"), to: "home/connections/journey.yaml")
    let mended = try object(site, "runs", "retry", "1")
    #expect(mended["retry_of"] as? Int == 1 && mended["trigger"] as? String == "retry")
    let counters = try #require((mended["goals"] as? [[String: Any]])?.first?["counters"] as? [String: Int])
    #expect(counters["read"] == (goal["counters"] as? [String: Int])?["rejected"], "\(counters)")

    #expect((mended["left_out"] as? [Any])?.isEmpty == true)
    // Each of them once, however often it was rejected.
    let open = try #require(try site.json("rejects", "--open", "--limit", "1000") as? [[String: Any]])
    #expect(open.allSatisfy { $0["run"] as? Int == 2 } && open.count == counters["rejected"], "\(open)")
    let elsewhere = try site.start(["runs", "retry", "1", "--goal", "audience", "--output", "json"]).wait()
    let leftOut = try JSONSerialization.jsonObject(with: Data(elsewhere.output.utf8)) as? [String: [[String: Any]]]
    #expect(leftOut?["left_out"]?.first?["reason"] as? String == "another_goal", "\(elsewhere.output)")

    let exchange = try #require(try site.json("runs", "data-exchange") as? [[String: Any]])
    let profiles = try #require(try site.json("profile", "list", "--limit", "1000") as? [Any])
    #expect(exchange.first?["imported"] as? Int == profiles.count)

    for (arguments, message) in [
      (["runs", "show", "99"], "there is no run 99"), (["runs", "cancel", "1"], "run 1 is over"),
      (["runs", "retry", "99"], "there is no run 99"),
      (["runs", "retry", "1", "--goal", "audience"], "open rejects of run 1 can be tried again"),
      (
        ["runs", "retry", "1", "--goal", "audience"],
        "of goal subscribers, profile: no_identifier: --goal names another"
      ),
    ] {
      let result = try site.start(arguments).wait()
      #expect(result.status == 1 && result.messages.contains(message), "\(arguments): \(result.messages)")
    }
  }

  @Test func `a run is cancelled from another process`() throws {
    let site = try BadInputTests().site(subscribers: 1)
    let file = try site.write(ConnectionText.both(address: site.address), to: "c.yaml")
    let saved = try KillTests.file(rows: 60_000, in: site)
    let run = try site.start(["run", file, "--goal", "subscribers", "--from", saved])
    let deadline = Date(timeIntervalSinceNow: 60)
    while try site.json("runs") as? [AnyHashable] == [], Date() < deadline { usleep(5_000) }
    let cancel = try site.millrace("runs", "cancel", "1")
    #expect(cancel.status == 0, "\(cancel.messages)")
    #expect(cancel.output.contains("run 1 of journey: cancelled"), "\(cancel.output)\(cancel.messages)")
    #expect(run.wait().status == 1)
    let counters = try #require(
      (try object(site, "runs", "show", "1")["goals"] as? [[String: Any]])?.first?["counters"] as? [String: Int])
    let profiles = try #require(try site.json("runs", "data-exchange") as? [[String: Any]])
    #expect(counters["created"] == profiles.first?["imported"] as? Int ?? 0)
  }
}
