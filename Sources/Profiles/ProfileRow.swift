/// A profile's number in the store; never given twice. Its decimal spelling is the profile identifier people see.
public struct ProfileID: RawRepresentable, Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  public var rawValue: Int64
  @inlinable public init(rawValue: Int64) { self.rawValue = rawValue }
  /// Before every profile: where paging starts.
  public static let first = ProfileID(rawValue: 0)
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  public var description: String { String(rawValue) }
}

/// A profile as the store lends it: `document` is valid only during the call that hands it out.
public struct ProfileRow {
  public var id: ProfileID
  public var created: Timestamp
  public var modified: Timestamp
  public var permission: PermissionLevel
  /// Compact JSON, `{"first_name":["Ann"]}`.
  public var document: UnsafeRawBufferPointer

  @inlinable public init(
    id: ProfileID, created: Timestamp, modified: Timestamp, permission: PermissionLevel,
    document: UnsafeRawBufferPointer
  ) {
    self.id = id
    self.created = created
    self.modified = modified
    self.permission = permission
    self.document = document
  }
}
