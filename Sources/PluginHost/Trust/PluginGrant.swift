/// What an operator lets one plugin file do in its worker process, beyond computing.
public struct PluginGrant: Sendable, Codable, Equatable {
  public var capabilities: Capabilities
  /// Folders, or files, that ``Capabilities/files`` lets it read.
  public var folders: [String]

  public init(capabilities: Capabilities = [], folders: [String] = []) {
    self.capabilities = capabilities
    self.folders = folders
  }

  public static let nothing = PluginGrant()
}
