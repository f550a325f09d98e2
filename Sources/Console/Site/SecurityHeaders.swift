import HTTPTypes
import Hummingbird

extension HTTPFields {
  /// What holds for every answer of the console. Personal data is in most of them, so nothing is kept by anybody.
  ///
  /// Source: OWASP Secure Headers Project. Everything is the console's own, so nothing from elsewhere, nothing inline, and no
  /// frame is ever needed.
  static func console(type: String) -> HTTPFields {
    var headers: HTTPFields = [
      .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
      .contentSecurityPolicy: policy,
    ]
    for (name, value) in others { headers[name] = value }
    return headers
  }

  private static let policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    + "base-uri 'none'; frame-ancestors 'none'"

  private static let others: [(HTTPField.Name, String)] = [
    (HTTPField.Name("Referrer-Policy")!, "same-origin"), (HTTPField.Name("X-Frame-Options")!, "DENY"),
    (HTTPField.Name("Cross-Origin-Opener-Policy")!, "same-origin"),
    (HTTPField.Name("Cross-Origin-Resource-Policy")!, "same-origin"),
    (HTTPField.Name("Permissions-Policy")!, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
  ]
}
