import Testing

/// A page of metrics, read by the rules that Prometheus's own checker has. Throws where one is broken.
struct Exposition {
  struct Broken: Error, CustomStringConvertible { let description: String }
  struct Sample {
    var name: String
    var labels: [String: String]
    var value: Double
  }

  private(set) var types: [String: String] = [:]
  private(set) var samples: [Sample] = []

  init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw Broken(description: "the last line does not end") }
    var helped: Set<String> = []
    var ended: Set<String> = []
    var current = ""
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      func broken(_ reason: String) -> Broken { Broken(description: "\(reason): \(line)") }
      if let comment = line.wholeMatch(of: #/# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)/#) {
        let name = String(comment.2)
        if comment.1 == "HELP" {
          guard helped.insert(name).inserted else { throw broken("a second HELP") }
          ended.insert(current)
          current = name
          guard !ended.contains(name) else { throw broken("series of a metric are apart") }
          guard !comment.3.hasSuffix(" "), comment.3.contains(" ") || comment.3.hasPrefix("1") else {
            throw broken("no help")
          }
        } else {
          guard current == name, types[name] == nil else { throw broken("TYPE has no HELP before it, or comes twice") }
          guard ["counter", "gauge", "histogram"].contains(comment.3) else { throw broken("no such type") }
          guard (comment.3 == "counter") == name.hasSuffix("_total") else {
            throw broken("only counters end with _total")
          }
          types[name] = String(comment.3)
        }
        continue
      }
      let number = #/[-+]?(?:[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?|Inf)/#
      guard let sample = line.wholeMatch(of: #/([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([^ ]+)/#),
        sample.3.wholeMatch(of: number) != nil, let value = Double(sample.3.replacing("Inf", with: "inf"))
      else { throw broken("no sample") }
      let labels = try Self.labels(sample.2.map(String.init) ?? "", broken)
      let name = String(sample.1)
      let allowed =
        types[current] == "histogram" ? ["_bucket", "_sum", "_count"].map { current + $0 } : [current]
      guard allowed.contains(name) else { throw broken("a sample of another metric") }
      guard !samples.contains(where: { $0.name == name && $0.labels == labels }) else { throw broken("comes twice") }
      samples.append(Sample(name: name, labels: labels, value: value))
    }
    try checkHistograms()
  }

  private static func labels(_ text: String, _ broken: (String) -> Broken) throws -> [String: String] {
    var labels: [String: String] = [:]
    var rest = Substring(text)
    while !rest.isEmpty {
      guard let label = rest.prefixMatch(of: #/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/#) else {
        throw broken("labels are not as they must be")
      }
      let value = String(label.2).replacing("\\n", with: "\n").replacing("\\\"", with: "\"")
        .replacing("\\\\", with: "\\")
      guard labels.updateValue(value, forKey: String(label.1)) == nil else { throw broken("a label comes twice") }
      rest = rest[label.range.upperBound...]
    }
    return labels
  }

  private func checkHistograms() throws {
    for (name, type) in types where type == "histogram" {
      for count in samples where count.name == name + "_count" {
        let buckets = samples.filter {
          $0.name == name + "_bucket" && $0.labels.filter { $0.key != "le" } == count.labels
        }
        let bounds = buckets.map { Double($0.labels["le"]!.replacing("Inf", with: "inf"))! }
        guard bounds == bounds.sorted(), bounds.last == .infinity, buckets.last?.value == count.value,
          buckets.map(\.value) == buckets.map(\.value).sorted(),
          samples.contains(where: { $0.name == name + "_sum" && $0.labels == count.labels })
        else { throw Broken(description: "\(name) is no histogram") }
      }
    }
  }

  subscript(_ name: String, _ labels: [String: String] = [:]) -> Double? {
    samples.first { $0.name == name && $0.labels == labels }?.value
  }
}
