import Foundation
import IterableAPI
import YAMLReading
import Yams

/// Which Iterable project, and how it is reached.
public struct IterableProject: Sendable, Equatable {
  /// What identifies a user in the project; it cannot be changed there, so it is stated here.
  public enum ProjectType: String, Sendable, CaseIterable {
    case email
    case userID = "user_id"
    case hybrid
  }

  /// How a window of users is downloaded.
  public enum Download: String, Sendable, CaseIterable {
    /// A job where all users are read, else the answer of one call.
    case automatic
    /// An export job with files; a large project's only sure way, and a cut-off is always noticed.
    case job
    /// The answer of one call, limited to four a minute.
    case direct
  }

  /// Scheme, host and port.
  public var baseURL: String
  public var apiKey: SecretReference
  public var projectType: ProjectType
  public var download: Download
  /// Whether HTTP/2 is spoken where Iterable offers it.
  public var http2: Bool
}

// MARK: - Reading

extension IterableProject {
  /// A project that cannot be used where it is missing or wrong, which is reported.
  static func readRequired(_ reader: MappingReader) -> IterableProject {
    if reader.value("iterable") == nil {
      reader.diagnostics.error(
        at: reader.node, "the connection has no 'iterable'",
        hint: "add 'iterable: { data_center: us, api_key: \"${env:ITERABLE_API_KEY}\" }'")
    }
    return reader.mapping("iterable", read)
      ?? IterableProject(
        baseURL: DataCenter.us.baseURL, apiKey: .environment(""), projectType: .email, download: .automatic, http2: true
      )
  }

  static func read(_ reader: MappingReader) -> IterableProject {
    let dataCenter: DataCenter = reader.choice("data_center", "Where the project is: us or eu.", default: .us)
    let other = reader.optionalText("base_url", "Another address than the data center's, for tests.")
    if other != nil, reader.value("data_center") != nil {
      reader.diagnostics.error(at: reader.keyNode("base_url"), "either 'data_center' or 'base_url', not both")
    }
    return IterableProject(
      baseURL: other.flatMap { checkedURL($0, reader) } ?? dataCenter.baseURL,
      apiKey: .readRequired(reader, "api_key", SecretReference.remedy, what: "key"),
      projectType: reader.choice("project_type", "What identifies a user in the project.", default: .email),
      download: reader.choice("download", "How users are downloaded.", default: .automatic),
      http2: reader.boolean("http2", "Whether HTTP/2 is spoken where Iterable offers it.", default: true))
  }

  /// An address that is safe to send a key to.
  private static func checkedURL(_ text: String, _ reader: MappingReader) -> String? {
    let node = reader.value("base_url")!
    guard let url = URL(string: text), let host = url.host(percentEncoded: false), !host.isEmpty,
      url.scheme == "https" || url.scheme == "http", url.user == nil, url.query == nil, url.fragment == nil
    else {
      reader.diagnostics.error(
        at: node, "'base_url' is not an address", hint: "write it as https://host or https://host:port")
      return nil
    }
    guard url.scheme == "https" || ["127.0.0.1", "localhost", "::1"].contains(host) else {
      reader.diagnostics.error(
        at: node, "'base_url' would send the key unencrypted over the network",
        hint: "use https; http is for 127.0.0.1, localhost and ::1 only")
      return nil
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}
