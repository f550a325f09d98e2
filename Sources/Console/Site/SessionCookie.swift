import Access
import Hummingbird

/// The cookie that a browser keeps of a session.
struct SessionCookie: Sendable {
  /// Over TLS the browser holds it to this host and to TLS.
  let isSecure: Bool

  private var name: String { isSecure ? "__Host-millrace_session" : "millrace_session" }

  func read(_ headers: HTTPFields) -> String? {
    for field in headers[values: .cookie] {
      for pair in field.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        if parts.count == 2, parts[0] == name { return parts[1] }
      }
    }
    return nil
  }

  func set(_ value: String) -> String {
    "\(name)=\(value); Path=/; HttpOnly; SameSite=Strict; Max-Age=\(Int(Sessions.lifetime))\(isSecure ? "; Secure" : "")"
  }

  var clear: String { "\(name)=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0\(isSecure ? "; Secure" : "")" }
}
