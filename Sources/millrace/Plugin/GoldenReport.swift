import GoldenCases
import PluginHost
import Records

/// What golden cases gave, for people, for programs, and for CI servers.
struct GoldenReport {
  struct Result {
    let name: String
    /// Where the case begins in its file.
    let line: Int
    /// Where it was tried; the last of them is the one that failed.
    private(set) var tried: [Placement] = []
    /// What was not as the case says; none where it passed.
    private(set) var failures: [String] = []

    /// Tries the placements until one fails: what a worker does not survive must not come near this process.
    init(_ golden: GoldenCase, in placements: [Placement], _ failures: (Placement) -> [String]) {
      name = golden.name
      line = golden.line
      for placement in placements where self.failures.isEmpty {
        tried.append(placement)
        self.failures = failures(placement)
      }
    }

    var passed: Bool { failures.isEmpty }
  }

  /// Id and version.
  let plugin: String
  let file: String
  /// The file of the cases.
  let cases: String
  let results: [Result]

  var failed: Int { results.count { !$0.passed } }

  func show() {
    let width = results.map(\.name.count).max() ?? 0
    for result in results {
      let verdict = result.passed ? Terminal.coloured("pass", .green) : Terminal.coloured("FAIL", .red)
      let places = result.passed ? result.tried.map(\.rawValue).joined(separator: ", ") : result.tried.last!.rawValue
      let space = String(repeating: " ", count: width - result.name.count)
      Terminal.print("\(verdict)  \(result.name)\(space)  " + Terminal.coloured(places, .grey))
      if result.passed { continue }
      Terminal.print("      \(cases):\(result.line)")
      for failure in result.failures { Terminal.print("      \(failure)") }
    }
    Terminal.print("\n\(plugin): \(results.count - failed) passed, \(failed) failed")
  }

  var json: JSONValue {
    [
      "plugin": .string(plugin), "file": .string(file), "cases_file": .string(cases),
      "passed": .integer(Int64(results.count - failed)), "failed": .integer(Int64(failed)),
      "cases": .array(
        results.map { result in
          [
            "case": .string(result.name), "line": .integer(Int64(result.line)), "passed": .bool(result.passed),
            "placements": .array(result.tried.map { .string($0.rawValue) }),
            "failures": .array(result.failures.map { .string($0) }),
          ]
        }),
    ]
  }

  /// A test case for each case and placement.
  var junit: JUnitReport {
    JUnitReport(
      suite: plugin,
      cases: results.flatMap { result in
        result.tried.map { placement in
          let passed = result.passed || placement != result.tried.last
          return JUnitReport.Case(
            group: "\(plugin), \(placement.rawValue)", name: result.name,
            outcome: passed ? .passed : .failed((result.failures + ["\(cases):\(result.line)"]).joined(separator: "\n"))
          )
        }
      })
  }
}
