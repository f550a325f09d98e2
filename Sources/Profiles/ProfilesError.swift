/// What this module, and every store of profiles, throws.
public struct ProfilesError: Error, CustomStringConvertible, Sendable, Equatable {
  public enum Code: String, Sendable {
    /// A stored document is not what a store writes.
    case corruptDocument = "corrupt_document"
    /// A condition, a segment, a property or an objective is not well formed.
    case invalidDefinition = "invalid_definition"
    /// A name that the store does not know.
    case notFound = "not_found"
    /// A definition cannot change in this way, or is still in use.
    case conflict
    /// Another process has the store open for writing.
    case storeInUse = "store_in_use"
    /// The store is damaged.
    case storeCorrupt = "store_corrupt"
    /// The store was written by a newer version, or is no store of profiles.
    case storeIncompatible = "store_incompatible"
    /// The store cannot be opened, read or written: permissions, disk full, an I/O error.
    case storage
  }

  public var code: Code
  /// Lower-case, names the thing; never holds a profile's values.
  public var message: String
  /// What to do about it.
  public var hint: String?
  /// Where in the definition, such as `where.all[1].property`.
  public var path: String?

  public init(_ code: Code, _ message: String, hint: String? = nil, path: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.path = path
  }

  public var description: String {
    (path.map { "\($0): " } ?? "") + message + (hint.map { "; \($0)" } ?? "")
  }
}
