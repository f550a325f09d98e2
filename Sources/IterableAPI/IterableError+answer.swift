import Foundation
import Records

extension IterableError {
  private static let longestMessage = 500

  /// Reads an answer whose status is not 2xx. The status decides; Iterable's `code` may say `Success` on an error.
  /// - Parameter secret: removed from the message, should a server repeat it.
  init(_ response: HTTPResponse, endpoint: String, secret: String, now: Date) {
    let told = ToldError(body: response.body)
    var error = IterableError(IterableError.code(of: response.status, told), told.message)
    error.httpStatus = response.status
    error.iterableCode = told.code
    error.endpoint = endpoint
    error.message = IterableError.withoutSecrets(told.message, secret: secret)
    if error.message.isEmpty { error.message = IterableError.words(for: response.status) }
    error.hint = IterableError.hint(for: error.code)
    error.retryAfterSeconds = response.header("retry-after").flatMap {
      RetryPolicy.retryAfterSeconds($0, now: now)
    }
    self = error
  }

  private static func code(of status: Int, _ told: ToldError) -> Code {
    switch status {
    case 300..<400: return .redirected
    case 401: return .unauthorized
    case 403: return .forbidden
    case 408, 500...: return .server
    case 413: return .tooLarge
    case 429: return .rateLimited
    default: break
    }
    if told.namesUnknownList { return .unknownList }
    switch told.code {
    case "RequestFieldsTypesMismatched": return .typeMismatch
    case "BatchTooLarge": return .tooLarge
    case "ForgottenUserError": return .forgotten
    case "EmailAlreadyExists", "UserIdAlreadyExists", "ExternalKeyConflict": return .conflict
    default: break
    }
    switch status {
    case 404: return .notFound
    case 409: return .conflict
    default: return .refused
    }
  }

  private static func words(for status: Int) -> String {
    switch status {
    case 300..<400: "the server points to another address"
    case 404: "there is no such thing"
    case 429: "too many requests"
    case 500...: "the server failed"
    default: "the request was refused without a reason"
    }
  }

  private static func hint(for code: Code) -> String {
    switch code {
    case .unauthorized: "check the API key; it belongs to one project and one data centre"
    case .forbidden: "use a server-side key with the rights for this"
    case .unknownList: "check the list's id or name in this project"
    case .typeMismatch: "send the field's own type, or map to another field"
    case .rateLimited: "another client may use the same project; try later"
    case .redirected: "give the base URL of Iterable's API itself"
    default: ""
    }
  }

  /// On one line, not too long, and without the key or anything that looks like an e-mail address.
  static func withoutSecrets(_ text: String, secret: String) -> String {
    let text = secret.isEmpty ? text : text.replacingOccurrences(of: secret, with: "(key)")
    let words = AddressMask.masked(text).split(whereSeparator: \.isWhitespace)
    return String(words.joined(separator: " ").prefix(longestMessage))
  }
}

/// What an error's body says, in whichever of Iterable's shapes: the envelope `{msg, code, params}`, the second one
/// `{error, message, code}`, a page of HTML, or plain text.
private struct ToldError {
  var code = ""
  var message = ""
  var namesUnknownList = false

  init(body: [UInt8]) {
    let text = String(decoding: body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasPrefix("{"), let envelope = try? JSONValue(parsing: text) {
      code = envelope["code"]?.string ?? envelope["error"]?.string ?? ""
      message =
        ["msg", "message", "error"].lazy.compactMap { envelope[$0]?.string }.first { !$0.isEmpty } ?? ""
      if message.isEmpty { message = code }
      // The details' keys say where; their values may be the payload's.
      if code == "BadJsonBody", let fields = envelope["params"]?.object, !fields.isEmpty {
        message += " at \(fields.prefix(3).map(\.key).joined(separator: ", "))"
      }
    } else if text.hasPrefix("<") {
      message = ToldError.element("title", of: text) ?? ToldError.element("Message", of: text) ?? ""
    } else {
      message = text
    }
    namesUnknownList =
      message.contains("invalidListId") || message.lowercased().contains("invalid email list id")
      || (message.hasPrefix("Unable to delete list") && message.contains("does not exist"))
  }

  private static func element(_ name: String, of page: String) -> String? {
    guard let start = page.range(of: "<\(name)>", options: .caseInsensitive),
      let end = page.range(of: "</\(name)>", options: .caseInsensitive, range: start.upperBound..<page.endIndex)
    else { return nil }
    return page[start.upperBound..<end.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
