import Hummingbird
import Serving

/// `/metrics`, for Prometheus.
struct MetricsRoute {
  static let paths = ["GET /metrics"]

  let metrics: PrometheusMetrics
  let figures: ServiceFigures

  func add(to router: Router<ConsoleContext>) {
    router.get("metrics") { _, _ in
      let families = try await BlockingWork.run { try figures.families() }
      var text = ""
      for family in metrics.families() + families { family.write(to: &text) }
      return Response.text(text, type: "text/plain; version=0.0.4; charset=utf-8")
    }
  }
}
