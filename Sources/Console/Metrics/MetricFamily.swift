/// All series of one metric as of one moment, and how Prometheus's text format has them (version 0.0.4).
struct MetricFamily {
  struct Sample {
    var labels: [(name: String, value: String)]
    /// Behind the metric's name: `_bucket`, `_sum` or `_count` of a histogram.
    var suffix = ""
    var value: Double
  }

  var entry: MetricCatalogue.Entry
  var samples: [Sample] = []

  func write(to text: inout String) {
    guard !samples.isEmpty else { return }
    text += "# HELP \(entry.name) \(Self.escaped(entry.help))\n# TYPE \(entry.name) \(entry.kind.rawValue)\n"
    for sample in samples {
      text += entry.name + sample.suffix
      if !sample.labels.isEmpty {
        text +=
          "{" + sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, inQuotes: true))\"" }.joined(separator: ",")
          + "}"
      }
      text += " \(Self.number(sample.value))\n"
    }
  }

  private static func escaped(_ text: String, inQuotes: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where inQuotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  static func number(_ value: Double) -> String {
    if value == .infinity { return "+Inf" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return "\(value)"
  }
}
