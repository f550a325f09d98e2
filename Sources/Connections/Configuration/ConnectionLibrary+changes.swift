import Foundation
import Profiles
import YAMLReading

extension ConnectionLibrary {
  /// The version of this number; throws where there is none.
  public func version(_ number: Int64, of name: String) throws -> ConnectionVersion {
    if let version = try store.read({ try $0.connectionVersion(name, number) }) { return version }
    let last = try store.read { try $0.connectionVersions(name, before: nil, limit: 1) }.first?.number
    throw ConnectionsError(
      .unknownName, "connection '\(name)' has no version \(number)",
      hint: last.map { "its versions are 1 to \($0)" } ?? "there is no connection of this name")
  }

  /// All versions, the newest first.
  public func history(of name: String, limit: Int = .max) throws -> [ConnectionVersion] {
    let versions = try store.read { try $0.connectionVersions(name, before: nil, limit: limit) }
    if versions.isEmpty { _ = try member(name) }
    return versions
  }

  /// What a version said, under the names of now.
  func earlier(_ name: String, _ number: Int64) throws -> ConnectionFile {
    let version = try version(number, of: name)
    return try store.read { try EarlierVersion(version, $0).file }
  }

  /// Makes an earlier version the newest, under the names that the connection and its goals have now. What it does not say
  /// stays out.
  public func restore(_ name: String, _ number: Int64, note: String? = nil) throws -> KeptVersion {
    let old = try earlier(name, number)
    let ruling = try ConnectionFolder.Content(of: folder).connections.first { $0.id == name }?.source.file
    let file = ConnectionFile(
      parsing: old.source.text, name: old.name, folder: ruling?.deletingLastPathComponent() ?? old.source.folder,
      file: ruling)
    return try keep(file, ruledBy: ruling, .restore, note ?? "version \(number)") { _ in }
  }

  /// Switches it on or off.
  public func setEnabled(_ name: String, _ isEnabled: Bool, note: String? = nil) throws -> KeptVersion {
    try change(name, isEnabled ? .enable : .disable, note) {
      try $0.set("enabled", to: isEnabled ? "true" : "false", behind: ["name", "connection"])
    }
  }

  /// Gives it another id; its history, its runs and all that is kept of its goals go by it from now on.
  ///
  /// Repeated after it was cut off, it does what is left.
  public func rename(_ name: String, to new: String, note: String? = nil) throws -> KeptVersion {
    guard new.wholeMatch(of: /[a-z0-9][a-z0-9_-]*/) != nil else {
      throw ConnectionsError(
        .conflict, "'\(new)' is no id for a connection",
        hint: "use lower-case letters, digits, '-' and '_'; the name for people is 'name'")
    }
    return try change(
      name, .rename, note ?? "was \(name)", edit: { try $0.set("connection", to: new, behind: []) },
      inStore: {
        try checkIsAtRest(name, $0)
        try $0.renameConnection(name, to: new)
      })
  }

  /// Throws where a run of the connection goes on: it would go on under names that nothing has any more.
  func checkIsAtRest(_ name: String, _ reader: any ProfileReader) throws {
    guard let run = try reader.interruptedRun(of: name), RunMark.isHeld(run: run.id, in: spoolFolder) else { return }
    throw ConnectionsError(
      .conflict, "run \(run.id) of connection '\(name)' goes on",
      hint: "wait for its end, or end it with 'millrace runs cancel \(run.id)'")
  }

  // MARK: Changing texts

  func change(
    _ name: String, _ origin: ConnectionVersion.Origin, _ note: String?,
    edit: (inout ConnectionEditor) throws -> Void,
    inStore: (any ProfileWriter) throws -> Void = { _ in }
  ) throws -> KeptVersion {
    let member = try member(name)
    let connection = try member.connection()
    var editor = try ConnectionEditor(member.checkedFile())
    try edit(&editor)
    let source = connection.source
    let changed = ConnectionFile(
      parsing: editor.text, name: source.file?.path ?? name, folder: source.folder, file: source.file)
    return try keep(changed, ruledBy: source.file, origin, note) { writer in
      for goal in editor.copies { try checkIsUnknown(goal, of: name, writer) }
      try inStore(writer)
    }
  }

  /// Keeps the text and, where a file rules, makes it the file's. The file comes last in the transaction: when it cannot be
  /// written nothing changes; a crash behind it leaves what `follow` keeps at its next look.
  private func keep(
    _ file: ConnectionFile, ruledBy ruling: URL?, _ origin: ConnectionVersion.Origin, _ note: String?,
    _ inStore: (any ProfileWriter) throws -> Void
  ) throws -> KeptVersion {
    let connection = try checked(file)
    return try store.write { writer in
      try inStore(writer)
      let kept = try keep(connection, ruledBy: ruling, origin, note, writer)
      if let ruling { try ReplacedFile.replace(ruling, with: file.source.text) }
      return kept
    }
  }
}
