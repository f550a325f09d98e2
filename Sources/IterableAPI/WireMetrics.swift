import Metrics

/// What goes over the wire, for metrics. The labels are few: endpoints, statuses and error codes.
enum WireMetrics {
  /// One try had this status, or ended for this reason; nil: a file of rows on another host.
  static func answered(_ endpoint: Endpoint?, status: String) {
    Counter(label: "millrace_http_requests_total", dimensions: [label(endpoint), ("status", status)]).increment()
  }

  static func retries(_ endpoint: Endpoint?) {
    Counter(label: "millrace_http_retries_total", dimensions: [label(endpoint)]).increment()
  }

  static func waits(_ endpoint: Endpoint, seconds: Double) {
    FloatingPointCounter(label: "millrace_rate_limit_wait_seconds_total", dimensions: [label(endpoint)])
      .increment(by: seconds)
  }

  private static func label(_ endpoint: Endpoint?) -> (String, String) {
    ("endpoint", endpoint?.rawValue ?? "export file")
  }
}
