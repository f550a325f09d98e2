import Foundation
import PluginHost

/// Results in the form that CI servers read.
struct JUnitReport {
  enum Outcome {
    case passed
    case skipped(String)
    /// What was wrong, in lines; the first is the headline.
    case failed(String)
  }

  struct Case {
    let group: String
    let name: String
    let outcome: Outcome
  }

  let suite: String
  let cases: [Case]

  var xml: String {
    let failed = cases.count { if case .failed = $0.outcome { true } else { false } }
    let skipped = cases.count { if case .skipped = $0.outcome { true } else { false } }
    let counts = "tests=\"\(cases.count)\" failures=\"\(failed)\"" + (skipped > 0 ? " skipped=\"\(skipped)\"" : "")
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(counts)>\n"
      + "  <testsuite name=\"\(Self.escaped(suite))\" \(counts)>\n" + cases.map(Self.element).joined()
      + "  </testsuite>\n</testsuites>\n"
  }

  /// Throws ``PluginHostError`` with code `file`.
  func write(to path: String) throws {
    do {
      try Data(xml.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw PluginHostError(.file, "cannot write \(path): \(error.localizedDescription)")
    }
  }

  private static func element(_ one: Case) -> String {
    let head = "    <testcase classname=\"\(escaped(one.group))\" name=\"\(escaped(one.name))\""
    switch one.outcome {
    case .passed: return head + "/>\n"
    case .skipped(let why): return head + ">\n      <skipped message=\"\(escaped(why))\"/>\n    </testcase>\n"
    case .failed(let told):
      let headline = told.split(separator: "\n").first.map(String.init) ?? ""
      return head + ">\n      <failure message=\"\(escaped(headline))\">\(escaped(told))</failure>\n    </testcase>\n"
    }
  }

  /// As XML wants it; characters that XML cannot hold are replaced.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "&#10;"
      case "\t": escaped += "&#9;"
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
