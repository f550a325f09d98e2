import Foundation
import PluginChecks
import Records

/// What checks of a plugin gave, for people, for programs, and for CI servers.
struct ValidationReport {
  let file: String
  let seed: UInt64
  let results: [CheckResult]
  let seconds: Double

  var failed: Int { count(.fail) + count(.crash) }

  private func count(_ verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }

  func show() {
    let width = results.map(\.check.name.count).max() ?? 0
    for level in CheckLevel.allCases {
      let results = results.filter { $0.check.level == level }
      if results.isEmpty { continue }
      Terminal.print(Terminal.coloured(level.rawValue, .bold))
      // What stands in the way of many is told once.
      var told: [String] = []
      for result in results {
        show(result, width, telling: result.verdict == .skipped && result.details == told ? [] : result.details)
        if result.verdict == .skipped { told = result.details }
      }
    }
    let counts = Verdict.allCases.filter { count($0) > 0 }.map { "\(count($0)) \($0.words)" }.joined(separator: ", ")
    Terminal.print("\n\(results.count) checks in \(String(format: "%.1f", seconds)) s: \(counts)")
    Terminal.print("seed \(seed)" + (failed > 0 ? ": --seed \(seed) --check NAME repeats one" : ""))
  }

  private func show(_ result: CheckResult, _ width: Int, telling details: [String]) {
    let check = result.check
    let space = String(repeating: " ", count: width - check.name.count)
    Terminal.print("  \(result.verdict.coloured)  \(check.name)\(space)  " + Terminal.coloured(check.sentence, .grey))
    for detail in details { Terminal.print("           \(detail)") }
    if result.verdict.asksForMore { Terminal.print("           → \(check.remedy)") }
  }

  var json: JSONValue {
    [
      "file": .string(file), "seed": .integer(Int64(clamping: seed)), "seconds": .number(seconds),
      "counts": .object(Verdict.allCases.map { .init(key: $0.rawValue, value: .integer(Int64(count($0)))) }),
      "checks": .array(
        results.map { result in
          [
            "check": .string(result.check.name), "level": .string(result.check.level.rawValue),
            "verdict": .string(result.verdict.rawValue), "sentence": .string(result.check.sentence),
            "details": .array(result.details.map { .string($0) }),
            "remedy": result.verdict.asksForMore ? .string(result.check.remedy) : .null,
            "seconds": .number(result.seconds),
          ]
        }),
    ]
  }

  var junit: JUnitReport {
    JUnitReport(
      suite: file,
      cases: results.map { result in
        let told = result.details.joined(separator: "\n")
        let outcome: JUnitReport.Outcome =
          switch result.verdict {
          case .pass, .warn: .passed
          case .skipped: .skipped(told)
          case .fail, .crash: .failed(told + "\n" + result.check.remedy + "\nseed \(seed)")
          }
        return JUnitReport.Case(group: result.check.level.rawValue, name: result.check.name, outcome: outcome)
      })
  }

  /// What the checks are.
  static func list(_ checks: [Check], as format: OutputOptions.Format) {
    if format == .json {
      return Terminal.print(
        .array(
          checks.map {
            [
              "check": .string($0.name), "level": .string($0.level.rawValue), "sentence": .string($0.sentence),
              "remedy": .string($0.remedy),
            ]
          }))
    }
    var table = Table("LEVEL", "CHECK", "WHAT IS TRUE WHERE IT PASSES")
    for check in checks { table.add(check.level.rawValue, check.name, check.sentence) }
    table.print()
  }
}

extension Verdict {
  fileprivate var words: String {
    switch self {
    case .pass: "passed"
    case .warn: "warned"
    case .fail: "failed"
    case .crash: "crashed"
    case .skipped: "skipped"
    }
  }

  fileprivate var coloured: String {
    switch self {
    case .pass: Terminal.coloured("pass   ", .green)
    case .warn: Terminal.coloured("warn   ", .yellow)
    case .fail: Terminal.coloured("FAIL   ", .red)
    case .crash: Terminal.coloured("CRASH  ", .red)
    case .skipped: Terminal.coloured("skipped", .grey)
    }
  }

  fileprivate var asksForMore: Bool { self != .pass && self != .skipped }
}
