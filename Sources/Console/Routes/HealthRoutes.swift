import Foundation
import Hummingbird
import Records
import Serving

/// `/healthz`: the process lives, and its server turns. `/readyz`: it can do its work.
struct HealthRoutes {
  static let paths = ["GET /healthz", "GET /readyz"]

  let readiness: Readiness

  func add(to router: Router<ConsoleContext>) {
    router.get("healthz") { _, _ in Response.json(["status": "ok"]) }
    router.get("readyz") { _, _ in
      let reasons = try await readiness.reasons()
      if reasons.isEmpty { return Response.json(["status": "ready", "reasons": []]) }
      return Response.json(
        [
          "status": "not_ready", "reasons": .array(reasons.map { .string($0) }), "code": "not_ready",
          "message": .string(reasons.joined(separator: "; ")),
        ], status: .serviceUnavailable)
    }
  }
}
