import CoreMetrics
import Synchronization

/// Keeps what the modules record, for Prometheus to ask for. Any thread. Recording takes a lock for a moment: it is meant for
/// batches, requests and runs, not for records.
public final class PrometheusMetrics: MetricsFactory {
  /// Series of one metric that are kept; a label with ever new values must not fill the memory.
  static let seriesLimit = 1000

  private struct Registry {
    var series: [String: [String: MetricSeries]] = [:]
    var droppedCount = 0
  }
  private let registry = Mutex(Registry())
  private let entries: [String: MetricCatalogue.Entry]

  public init() {
    entries = Dictionary(uniqueKeysWithValues: MetricCatalogue.recorded.map { ($0.name, $0) })
  }

  // MARK: Reading

  /// In the order of the catalogue, series by their labels.
  func families() -> [MetricFamily] {
    let (series, dropped) = registry.withLock { ($0.series, $0.droppedCount) }
    var families = MetricCatalogue.recorded.map { entry in
      let own = (series[entry.name] ?? [:]).sorted { $0.key < $1.key }
      return MetricFamily(entry: entry, samples: own.flatMap { $0.value.samples() })
    }
    let count = MetricCatalogue.looked.first { $0.name == "millrace_metrics_dropped" }!
    families.append(MetricFamily(entry: count, samples: [.init(labels: [], value: Double(dropped))]))
    return families
  }

  // MARK: Recording

  /// The series; nil for a metric that the catalogue does not have, and for one series too many.
  private func series(_ label: String, _ dimensions: [(String, String)]) -> MetricSeries? {
    guard let entry = entries[label] else { return nil }
    let key = dimensions.map { "\($0.0)\u{1}\($0.1)" }.joined(separator: "\u{2}")
    return registry.withLock { registry in
      if let known = registry.series[label]?[key] { return known }
      guard registry.series[label]?.count ?? 0 < Self.seriesLimit else {
        registry.droppedCount += 1
        return nil
      }
      let series = MetricSeries(entry, dimensions.map { (name: $0.0, value: $0.1) })
      registry.series[label, default: [:]][key] = series
      return series
    }
  }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler
  {
    series(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    series(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  // A series counts on when another of its name and labels is made.
  public func destroyCounter(_ handler: any CounterHandler) {}
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  public func destroyMeter(_ handler: any MeterHandler) {}
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  public func destroyTimer(_ handler: any TimerHandler) {}
}

/// One metric with one set of labels.
final class MetricSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
  private struct Values {
    var sum = 0.0
    var count = 0
    /// How many were at most a bound, and no smaller one.
    var buckets: [Int]
  }

  private let entry: MetricCatalogue.Entry
  private let labels: [(name: String, value: String)]
  private let values: Mutex<Values>

  init(_ entry: MetricCatalogue.Entry, _ labels: [(name: String, value: String)]) {
    self.entry = entry
    self.labels = labels
    values = Mutex(Values(buckets: entry.bounds.map { _ in 0 }))
  }

  func samples() -> [MetricFamily.Sample] {
    let values = values.withLock { $0 }
    guard entry.kind == .histogram else { return [.init(labels: labels, value: values.sum)] }
    var below = 0
    var samples: [MetricFamily.Sample] = []
    for (bound, count) in zip(entry.bounds, values.buckets) {
      below += count
      samples.append(
        .init(labels: labels + [("le", MetricFamily.number(bound))], suffix: "_bucket", value: Double(below)))
    }
    samples.append(.init(labels: labels + [("le", "+Inf")], suffix: "_bucket", value: Double(values.count)))
    samples.append(.init(labels: labels, suffix: "_sum", value: values.sum))
    samples.append(.init(labels: labels, suffix: "_count", value: Double(values.count)))
    return samples
  }

  // Counters
  func increment(by amount: Int64) { increment(by: Double(amount)) }
  func increment(by amount: Double) { if amount > 0 { values.withLock { $0.sum += amount } } }
  func reset() { values.withLock { $0.sum = 0 } }

  // Gauges
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { values.withLock { $0.sum = value } }
  func decrement(by amount: Double) { values.withLock { $0.sum -= amount } }

  // Histograms; timers in seconds
  func record(_ value: Int64) { record(Double(value)) }
  func record(_ value: Double) {
    values.withLock { values in
      values.sum += value
      values.count += 1
      if let bucket = entry.bounds.firstIndex(where: { value <= $0 }) { values.buckets[bucket] += 1 }
    }
  }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
