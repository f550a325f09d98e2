import Foundation

/// What an operator allowed one plugin file, by its bytes.
public struct TrustRecord: Sendable, Equatable {
  /// Lower-case hexadecimal.
  public let sha256: String
  /// The plugin's id; nil in a list of before ids were kept.
  public var plugin: String?
  public var version: String?
  /// The file's name, or where it lay.
  public var file: String
  /// Whether it may run in Millrace's own process.
  public var isTrusted = false
  public var grant = PluginGrant.nothing
  /// Who changed the record last, and when.
  public var by: String?
  public var at: Date?

  public init(sha256: String, file: String) {
    self.sha256 = sha256
    self.file = file
  }

  /// Whether it allows anything.
  public var isEmpty: Bool { !isTrusted && grant == .nothing }

  /// What it allows, for people: `trusted, network, files in /srv/tables`.
  public var summary: String {
    ((isTrusted ? ["trusted"] : []) + grant.words).joined(separator: ", ")
  }
}

extension PluginGrant {
  /// For people, `files` with its folders.
  public var words: [String] {
    capabilities.names.map { $0 == "files" ? "files in \(folders.joined(separator: " and "))" : $0 }
  }
}

extension TrustRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case sha256, plugin, version, file, trusted, grants, folders, by, at
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    sha256 = try values.decode(String.self, forKey: .sha256)
    plugin = try values.decodeIfPresent(String.self, forKey: .plugin)
    version = try values.decodeIfPresent(String.self, forKey: .version)
    file = try values.decode(String.self, forKey: .file)
    isTrusted = try values.decode(Bool.self, forKey: .trusted)
    for name in try values.decode([String].self, forKey: .grants) {
      guard let capability = Capabilities(name: name) else {
        throw DecodingError.dataCorruptedError(forKey: .grants, in: values, debugDescription: "unknown '\(name)'")
      }
      grant.capabilities.insert(capability)
    }
    grant.folders = try values.decode([String].self, forKey: .folders)
    by = try values.decodeIfPresent(String.self, forKey: .by)
    at = try values.decodeIfPresent(Date.self, forKey: .at)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(sha256, forKey: .sha256)
    try values.encodeIfPresent(plugin, forKey: .plugin)
    try values.encodeIfPresent(version, forKey: .version)
    try values.encode(file, forKey: .file)
    try values.encode(isTrusted, forKey: .trusted)
    try values.encode(grant.capabilities.names, forKey: .grants)
    try values.encode(grant.folders, forKey: .folders)
    try values.encodeIfPresent(by, forKey: .by)
    try values.encodeIfPresent(at, forKey: .at)
  }
}
