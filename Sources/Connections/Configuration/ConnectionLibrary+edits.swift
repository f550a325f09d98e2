import Profiles

extension ConnectionLibrary {
  /// Changes the text of a connection that the store rules, and keeps it. `version`: that which the change is of; throws
  /// `outdated` where there is a newer one. Throws also where the changed text is wrong, and then nothing changes.
  public func edit(
    _ name: String, expecting version: Int64?, _ origin: ConnectionVersion.Origin, note: String?,
    _ body: (inout ConnectionEditor) throws -> Void
  ) throws -> KeptVersion {
    if let version, let current = try member(name).version?.number, current != version {
      throw ConnectionsError(
        .outdated, "connection '\(name)' is version \(current) now, and the change is of version \(version)",
        hint: "look at what changed, and change it again")
    }
    return try change(name, origin, note, edit: body)
  }

  /// What a change would make of the connection; nothing is kept. What is wrong with it, is told by its diagnostics.
  public func edited(_ name: String, _ body: (inout ConnectionEditor) throws -> Void) throws -> ConnectionFile {
    var editor = try ConnectionEditor(member(name).checkedFile())
    try body(&editor)
    return editor.file
  }
}
