import Foundation

/// Where a secret is found when a run needs it. The secret itself is never in a connection file, and never stored.
public enum SecretReference: Sendable, Equatable, CustomStringConvertible {
  /// An environment variable.
  case environment(String)
  /// A file that only its owner can read.
  case file(String)
  /// A systemd credential, a file in the folder that `CREDENTIALS_DIRECTORY` names.
  case credential(String)

  /// How to write one.
  static let remedy = "write where it is found: \(forms)"
  static let forms = "\"${env:NAME}\", \"${file:/path}\" (readable by its owner only) or \"${cred:NAME}\""

  /// `${env:NAME}`, `${file:PATH}` or `${cred:NAME}`; nil for anything else.
  public init?(_ text: String) {
    guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
    let parts = text.dropFirst(2).dropLast().split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "env" where parts[1].wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil: self = .environment(parts[1])
    case "file" where parts[1].hasPrefix("/"): self = .file(parts[1])
    case "cred" where parts[1].wholeMatch(of: /[A-Za-z0-9_.-]+/) != nil && !parts[1].hasPrefix("."):
      self = .credential(parts[1])
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .environment(let name): "${env:\(name)}"
    case .file(let path): "${file:\(path)}"
    case .credential(let name): "${cred:\(name)}"
    }
  }

  /// The secret, without surrounding white space. Throws ``ConnectionsError`` that names the reference, never a value.
  public func resolve(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
    switch self {
    case .environment(let name):
      guard let value = environment[name]?.trimmed, !value.isEmpty else {
        throw ConnectionsError(
          .secret, "the environment variable \(name) is not set", hint: "export \(name)=... before the run")
      }
      return value
    case .file(let path):
      return try read(path)
    case .credential(let name):
      guard let folder = environment["CREDENTIALS_DIRECTORY"] else {
        throw ConnectionsError(
          .secret, "\(self) needs systemd credentials, and CREDENTIALS_DIRECTORY is not set",
          hint: "start it as a service with LoadCredential=\(name):/path")
      }
      return try read(folder + "/" + name)
    }
  }

  /// Opened once and judged by what was opened, so that it cannot be exchanged in between.
  private func read(_ path: String) throws -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw ConnectionsError(.secret, "cannot read \(self): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ConnectionsError(.secret, "cannot read \(self): not a file")
    }
    guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() || status.st_uid == 0 else {
      throw ConnectionsError(
        .secret, "\(self) can be read by others than its owner", hint: "chmod 600 \(path), and let this user own it")
    }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    guard count > 0, count < bytes.count else {
      throw ConnectionsError(.secret, "\(self) is \(count > 0 ? "too long for a secret" : "empty")")
    }
    let text = String(decoding: bytes[..<count], as: UTF8.self).trimmed
    guard !text.isEmpty else { throw ConnectionsError(.secret, "\(self) is empty") }
    return text
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
