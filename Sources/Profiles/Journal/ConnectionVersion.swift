/// A connection's configuration as it was from one moment on. It holds references to secrets, never secrets.
public struct ConnectionVersion: Sendable, Equatable {
  /// How a version came to be.
  public enum Origin: String, Sendable, CaseIterable {
    case apply
    /// A file of the folder that the installation follows changed.
    case file
    /// A file was run that is not kept as the connection: only runs name the version.
    case run
    /// One of its goals was changed.
    case goal
    /// Some of its other options were changed.
    case edit
    case restore, rename, enable, disable, delete
  }

  public var connection: String
  /// From 1, without gaps, in each connection.
  public var number: Int64
  /// The YAML as it was given, comments and all; empty where the connection was deleted.
  public var text: String
  /// The path of the folder that relative paths in it begin from.
  public var folder: String
  /// The path of the file that rules the connection; nil where the store does.
  public var file: String?
  public var origin: Origin
  /// Who did it.
  public var actor: String
  public var at: Timestamp
  /// Why, in the words of who did it.
  public var note: String?

  public init(
    connection: String, number: Int64 = 0, text: String, folder: String, file: String? = nil, origin: Origin,
    actor: String, at: Timestamp = Timestamp(microseconds: 0), note: String? = nil
  ) {
    self.connection = connection
    self.number = number
    self.text = text
    self.folder = folder
    self.file = file
    self.origin = origin
    self.actor = actor
    self.at = at
    self.note = note
  }
}
