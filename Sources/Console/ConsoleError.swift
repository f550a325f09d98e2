import Hummingbird
import Records

/// What went wrong with the server, or with a request to it.
public struct ConsoleError: Error, CustomStringConvertible, Sendable {
  public enum Code: String, Sendable {
    /// The address is not one to listen on, or is taken.
    case address
    /// Nobody answers on the control socket, or not as expected.
    case unreachable
    /// The request is not as it must be.
    case badRequest = "bad_request"
    /// Whoever asks may not.
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case tooLarge = "too_large"
    /// The request did not come in time.
    case timeout
    /// What is asked for does not go together with what goes on.
    case conflict
    /// Too much goes on, or the service is stopping.
    case busy
    /// The service itself failed.
    case failed
  }

  public let code: Code
  /// One sentence that names the thing. Never holds a value of a record or a secret.
  public let message: String
  /// What to do about it.
  public let hint: String?

  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  public var description: String { hint.map { "\(message): \($0)" } ?? message }

  var status: HTTPResponse.Status {
    switch code {
    case .badRequest: .badRequest
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .tooLarge: .contentTooLarge
    case .timeout: .requestTimeout
    case .conflict: .conflict
    case .busy: .serviceUnavailable
    case .failed, .address, .unreachable: .internalServerError
    }
  }

  /// `{"code": …, "message": …, "hint": …}`
  var json: JSONValue {
    ["code": .string(code.rawValue), "message": .string(message), "hint": hint.map { .string($0) } ?? nil]
  }

  /// As ``json`` has it; nil for what is no such thing.
  init?(_ json: JSONValue) {
    guard let message = json["message"]?.string else { return nil }
    self.init(json["code"]?.string.flatMap(Code.init) ?? .failed, message, hint: json["hint"]?.string)
  }
}
