import CoreMetrics
import Foundation
import Testing

@testable import Console

@Suite struct MetricsTests {
  private func exposition(_ metrics: PrometheusMetrics) throws -> Exposition {
    var text = ""
    for family in metrics.families() { family.write(to: &text) }
    return try Exposition(text)
  }

  @Test func `counters count, timers are histograms in seconds`() throws {
    let metrics = PrometheusMetrics()
    for amount in [1, 2] {
      Counter(label: "millrace_rows_total", dimensions: [("goal", "a")], factory: metrics).increment(by: amount)
    }
    FloatingPointCounter(label: "millrace_processor_seconds_total", factory: metrics).increment(by: 0.25)
    let timer = Timer(label: "millrace_run_seconds", dimensions: [("connection", "c")], factory: metrics)
    for milliseconds in [50, 500, 7_300_000] { timer.recordMilliseconds(milliseconds) }
    let page = try exposition(metrics)
    #expect(page["millrace_rows_total", ["goal": "a"]] == 3)
    #expect(page["millrace_processor_seconds_total"] == 0.25)
    #expect(page["millrace_run_seconds_bucket", ["connection": "c", "le": "0.1"]] == 1)
    #expect(page["millrace_run_seconds_bucket", ["connection": "c", "le": "7200"]] == 2)
    #expect(page["millrace_run_seconds_count", ["connection": "c"]] == 3)
    #expect(abs((page["millrace_run_seconds_sum", ["connection": "c"]] ?? 0) - 7300.55) < 1e-6)
  }

  @Test func `names that people gave are escaped`() throws {
    let metrics = PrometheusMetrics()
    let name = "a\\b\"c\nd, e=\"f\"}"
    Counter(label: "millrace_runs_total", dimensions: [("connection", name)], factory: metrics).increment()
    #expect(try exposition(metrics)["millrace_runs_total", ["connection": name]] == 1)
  }

  @Test func `series are bounded, and what nobody knows is not kept`() throws {
    let metrics = PrometheusMetrics()
    for number in 0..<PrometheusMetrics.seriesLimit + 5 {
      Counter(label: "millrace_runs_total", dimensions: [("connection", "\(number)")], factory: metrics).increment()
    }
    Counter(label: "somebody_elses_total", factory: metrics).increment()
    let page = try exposition(metrics)
    #expect(page.samples.count { $0.name == "millrace_runs_total" } == PrometheusMetrics.seriesLimit)
    #expect(page["millrace_metrics_dropped"] == 5 && page.types["somebody_elses_total"] == nil)
  }

  @Test func `every name that a module records is in the catalogue, and every one there is recorded`() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    var recorded: Set<String> = []
    for module in ["Connections", "IterableAPI", "PluginHost"] {
      let files = FileManager.default.enumerator(at: sources.appending(path: module), includingPropertiesForKeys: nil)!
      for case let file as URL in files where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        recorded.formUnion(text.matches(of: #/"(millrace_[a-z_]+)"/#).map { String($0.1) }.filter { $0 != "millrace_" })
      }
    }
    let known = Set(MetricCatalogue.recorded.map(\.name))
    #expect(recorded.isSuperset(of: known), "\(known.subtracting(recorded))")
    #expect(recorded.filter { $0.hasSuffix("_total") || $0.hasSuffix("_seconds") }.isSubset(of: known))
  }

  @Test func `the page has what the service, the store and the process are like`() throws {
    let served = try Served()
    let (status, text) = try served.get("/metrics")
    #expect(status == 200 && text.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"))
    let body = try #require(text.firstRange(of: "\r\n\r\n"))
    let page = try Exposition(String(text[body.upperBound...]))
    #expect(page["millrace_build_info", ["version": "1.2.3"]] == 1)
    #expect(page["millrace_runs_active"] == 0 && page["millrace_runs_waiting"] == 0)
    #expect(page["millrace_store_bytes", ["file": "database"]] ?? 0 > 0)
    let resident = page["process_resident_memory_bytes"] ?? 0
    #expect(resident > 1e6 && resident < 1e11 && page["process_cpu_seconds_total"] ?? 0 > 0)
    let start = Date(timeIntervalSince1970: page["process_start_time_seconds"] ?? 0)
    #expect(start < Date() && start > Date(timeIntervalSinceNow: -7200))
    #expect(page["process_open_fds"] ?? 0 > 3 && page["process_max_fds"] ?? 0 > 100)
  }
}
