import Access
import Audit
import Connections
import EventTypes
import Hummingbird
import PluginHost
import Profiles
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
    /// Nobody is signed in, or the API token is none.
    case unauthorized
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case tooLarge = "too_large"
    /// The request did not come in time.
    case timeout
    /// What is asked for does not go together with what goes on.
    case conflict
    /// What is to be changed was changed by somebody else meanwhile.
    case outdated
    /// A change does not say which version it is of.
    case preconditionRequired = "precondition_required"
    /// Not before some time has passed.
    case throttled
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
    case .unauthorized: .unauthorized
    case .outdated: .preconditionFailed
    case .preconditionRequired: .preconditionRequired
    case .throttled: .tooManyRequests
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

extension ConsoleError {
  /// What whoever asked is told of any error. One that may hold more than they should see is not shown.
  init(describing error: any Error) {
    switch error {
    case let error as ConsoleError: self = error
    case let error as ConnectionsError:
      let code: Code =
        switch error.code {
        case .nothingToRun, .conflict: .conflict
        case .outdated: .outdated
        case .unknownName, .file: .notFound
        case .invalidFile, .secret, .refused: .badRequest
        case .spool, .store: .failed
        }
      let message = ([error.message] + error.diagnostics.map { "\($0)" }).joined(separator: "; ")
      self.init(code, message, hint: error.hint)
    case let error as ProfilesError:
      let code: Code =
        switch error.code {
        case .notFound: .notFound
        case .conflict: .conflict
        case .invalidDefinition: .badRequest
        case .corruptDocument, .storeInUse, .storeCorrupt, .storeIncompatible, .storage: .failed
        }
      self.init(code, error.message, hint: error.hint)
    case let error as EventTypesError: self.init(.badRequest, error.message, hint: error.hint)
    case let error as AccessError:
      let code: Code =
        switch error.code {
        case .invalid: .badRequest
        case .unknown: .notFound
        case .conflict: .conflict
        case .refused: .unauthorized
        case .throttled: .throttled
        case .file: .failed
        }
      self.init(code, error.message, hint: error.hint)
    case let error as PluginHostError: self.init(.badRequest, error.message, hint: error.hint)
    case let error as AuditError: self.init(.failed, error.message, hint: error.hint)
    default: self.init(.failed, "the request failed", hint: "the log of the service says more")
    }
  }
}
