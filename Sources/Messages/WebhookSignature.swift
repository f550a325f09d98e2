import Crypto
import Foundation

/// Shows a webhook's receiver that the sender has the secret, and when it was signed.
public enum WebhookSignature {
  public static let header = "Millrace-Signature"

  /// `t=1767225600,v1=5257…`: the moment in seconds since 1970 UTC, and the HMAC-SHA256 of that number, a full stop and the
  /// body, in hexadecimal digits.
  public static func value(of body: [UInt8], secret: String, at date: Date) -> String {
    let seconds = Int64(date.timeIntervalSince1970)
    var code = HMAC<SHA256>(key: SymmetricKey(data: Data(secret.utf8)))
    code.update(data: Data("\(seconds).".utf8))
    code.update(data: Data(body))
    let digits = code.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    return "t=\(seconds),v1=\(digits)"
  }
}
