import Foundation
import Profiles
import YAMLReading

extension ConnectionLibrary {
  /// Changes the text of a connection that the store rules, and keeps it. `version`: that which the change is of; throws
  /// `outdated` where there is a newer one. Throws also where the changed text is wrong, and then nothing changes.
  public func edit(
    _ name: String, expecting version: Int64?, _ origin: ConnectionVersion.Origin, note: String?,
    _ body: (inout ConnectionEditor) throws -> Void
  ) throws -> KeptVersion {
    let expected = try version ?? member(name).version?.number
    return try change(name, origin, note, edit: body, inStore: { try Self.expect(expected, of: name, $0) })
  }

  /// What a change would make of the connection, or of an earlier version of it; nothing is kept. What is wrong with it, is told by its
  /// diagnostics.
  public func edited(
    _ name: String, version: Int64? = nil, _ body: (inout ConnectionEditor) throws -> Void
  ) throws -> ConnectionFile {
    var editor = ConnectionEditor(try version.map { try readable(name, $0) } ?? member(name).checkedFile())
    try body(&editor)
    return editor.file
  }

  /// What a text differs in from the connection, or from an earlier version of it; nil where one of them is not understood.
  public func changes(of name: String, version: Int64?, against file: ConnectionFile) throws -> [OptionChange]? {
    let old = try version.map { try ConnectionFile(self.version($0, of: name)) } ?? member(name).checkedFile()
    guard old.connection != nil, file.connection != nil else { return nil }
    return old.options.changes(to: file.options)
  }

  /// What the text would be as the connection's own, wherever that is kept; nothing is kept. Throws `conflict` where it is
  /// another connection's.
  public func file(of name: String, saying text: String) throws -> ConnectionFile {
    let member = try member(name)
    var (folder, ruling) = (URL?.none, URL?.none)
    if case .file(let url) = member.ruler { (folder, ruling) = (url.deletingLastPathComponent(), url) }
    let file = ConnectionFile(
      parsing: text, name: name,
      folder: folder ?? member.version.map { URL(fileURLWithPath: $0.folder, isDirectory: true) }, file: ruling)
    if let id = file.connection?.id, id != name {
      throw ConnectionsError(
        .conflict, "the text is of connection '\(id)', and this is '\(name)'",
        hint: "leave 'connection: \(name)' as it is; 'millrace connection rename' gives it another id")
    }
    return file
  }

  /// Gives a connection that the store rules another text. `version` is that which the text was made from; throws
  /// `outdated` where there is a newer one. What the connection is now need not be readable.
  public func replaceText(
    of name: String, with text: String, expecting version: Int64, note: String?
  ) throws -> KeptVersion {
    let file = try file(of: name, saying: text)
    if let ruling = file.source.file {
      throw ConnectionsError(
        .conflict, "connection '\(name)' is ruled by the file \(ruling.path)", hint: "change that file")
    }
    let connection = try checked(file)
    return try store.write { writer in
      try Self.expect(version, of: name, writer)
      return try keep(connection, ruledBy: nil, .apply, note, writer)
    }
  }

  /// Inside the transaction that keeps the change, so that nobody comes in between.
  private static func expect(_ version: Int64?, of name: String, _ writer: any ProfileWriter) throws {
    guard let version, let current = try writer.currentVersion(of: name)?.number, current != version else { return }
    throw ConnectionsError(
      .outdated, "connection '\(name)' is version \(current) now, and the change is of version \(version)",
      hint: "look at what changed, and change it again")
  }
}
