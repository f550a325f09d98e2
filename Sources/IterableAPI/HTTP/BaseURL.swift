import Foundation

/// The address that the key may be sent to, and how request addresses are made from it.
struct BaseURL: Sendable {
  /// Without a slash at its end.
  let text: String
  private let isTestHost: Bool

  /// Iterable refuses longer request addresses.
  static let longestRequest = 2_048

  /// Throws `configuration` unless `text` is https, or http to loopback or a declared test host, and carries no user, query or fragment.
  init(_ text: String, isTestHost: Bool) throws {
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil,
      parts.password == nil, parts.query == nil, parts.fragment == nil
    else {
      throw IterableError(
        .configuration, "the base URL is not an address such as https://api.iterable.com",
        hint: "give scheme and host, without user, query or fragment")
    }
    guard BaseURL.isAllowed(url: text, isTestHost: isTestHost) else {
      throw IterableError(
        .configuration, "the base URL of \(host) is not https",
        hint: "use https; plain http is for loopback and declared test hosts")
    }
    self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
    self.isTestHost = isTestHost
  }

  /// Whether a file may be fetched from an address that an answer named: an answer that came by https leads to https
  /// only, never to a service of this machine.
  func allowsFile(at url: String) -> Bool {
    let isPlain = { (url: String) in URLComponents(string: url)?.scheme?.lowercased() == "http" }
    return BaseURL.isAllowed(url: url, isTestHost: isTestHost) && (!isPlain(url) || isPlain(text))
  }

  /// - Throws: `configuration` when the address would be longer than Iterable accepts.
  func address(_ endpoint: Endpoint, path: [String: String], query: [(String, String)]) throws -> String {
    var address = text + endpoint.path
    for (name, value) in path {
      address = address.replacingOccurrences(of: "{\(name)}", with: BaseURL.encode(value))
    }
    for (index, (name, value)) in query.enumerated() {
      address += "\(index == 0 ? "?" : "&")\(name)=\(BaseURL.encode(value))"
    }
    guard address.utf8.count <= BaseURL.longestRequest else {
      throw IterableError(
        .configuration,
        "the request address is \(address.utf8.count) characters, Iterable accepts \(BaseURL.longestRequest)",
        hint: "ask for fewer fields, or for all", endpoint: endpoint.rawValue)
    }
    return address
  }

  /// Everything but unreserved characters, so that `+` and `/` in identifiers arrive as they are.
  static func encode(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  /// Whether bytes may go to this address: https anywhere, http to loopback or, in tests, anywhere.
  private static func isAllowed(url: String, isTestHost: Bool) -> Bool {
    guard let scheme = URLComponents(string: url)?.scheme?.lowercased() else { return false }
    return scheme == "https" || (scheme == "http" && (isTestHost || isLoopback(url: url)))
  }

  static func isLoopback(url: String) -> Bool {
    guard let host = URLComponents(string: url)?.host?.lowercased() else { return false }
    return host == "localhost" || host == "::1" || host == "[::1]"
      || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
  }
}
