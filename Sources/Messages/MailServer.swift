/// A mail server that takes messages to pass on, and how it is spoken to.
public struct MailServer: Sendable, Equatable {
  public enum Security: String, Sendable, CaseIterable {
    /// Begins in the clear and becomes TLS before anything else is said; a server that does not offer it gets nothing.
    case startTLS = "starttls"
    /// TLS from the first byte.
    case tls
    /// In the clear.
    case none

    public var usualPort: Int {
      switch self {
      case .startTLS: 587
      case .tls: 465
      case .none: 25
      }
    }
  }

  public struct Login: Sendable, Equatable {
    public var user: String
    public var password: String

    public init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  public var host: String
  public var port: Int
  public var security: Security
  public var login: Login?
  /// PEM; nil: those that the machine trusts.
  public var certificateAuthorityFile: String?
  /// For one message, from the connection on.
  public var timeoutSeconds: Int

  public init(
    host: String, port: Int, security: Security, login: Login? = nil, certificateAuthorityFile: String? = nil,
    timeoutSeconds: Int = 60
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.login = login
    self.certificateAuthorityFile = certificateAuthorityFile
    self.timeoutSeconds = timeoutSeconds
  }
}
