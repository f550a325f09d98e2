import Foundation
import Records
import YAMLReading
import Yams

/// A connection as YAML: what it says, and everything that is wrong with it.
public struct ConnectionFile: Sendable {
  /// The largest file that is read.
  public static let sizeLimit = 1 << 20

  /// As diagnostics show it.
  public let name: String
  /// Nil where the file has an error.
  public let connection: Connection?
  public let source: ConnectionSource
  /// In the order of the file.
  public let diagnostics: [Diagnostic]

  /// Reads a file. Throws ``ConnectionsError`` where it cannot be read; what it says is judged by ``diagnostics``.
  public init(contentsOf url: URL) throws {
    self.init(
      parsing: try WrittenFile.text(of: url, sizeLimit: Self.sizeLimit), name: url.relativePath, file: url)
  }

  /// Reads a text; `name` is what diagnostics call it. Relative paths in it begin in `folder`, else where a file of this
  /// name would lie. `file` is where the text was found, if in a file.
  public init(parsing text: String, name: String, folder: URL? = nil, file: URL? = nil) {
    // As of now: what is relative begins in the folder that this thread is in.
    let folder = (folder ?? URL(fileURLWithPath: name).deletingLastPathComponent()).absoluteURL.standardizedFileURL
    let key = ReadFiles.Key(
      text: text, name: name, folder: folder, file: file?.absoluteURL.standardizedFileURL)
    self = Self.known.file(key, read: Self.init(reading:))
  }

  private static let known = ReadFiles(limit: 8 << 20)

  private init(reading key: ReadFiles.Key) {
    name = key.name
    let diagnostics = Diagnostics(file: key.name, folder: key.folder)
    source = ConnectionSource(text: key.text, folder: key.folder, file: key.file)
    var connection = Self.read(key.text, diagnostics)?.connection
    connection?.source = source
    self.diagnostics = diagnostics.sorted
    self.connection = diagnostics.hasErrors ? nil : connection
  }

  /// The root of a text and what was understood of it; nil where it is no YAML.
  static func read(_ text: String, _ diagnostics: Diagnostics) -> (root: Node, connection: Connection?)? {
    diagnostics.root(of: text, beginWith: "connection: NAME").map { root in
      (root, MappingReader.read(root, as: "a connection", diagnostics, Connection.read))
    }
  }

  /// The connection; throws ``ConnectionsError`` with all diagnostics where the file has an error.
  public func checkedConnection() throws -> Connection {
    if let connection { return connection }
    let errors = diagnostics.filter { $0.severity == .error }
    throw ConnectionsError(
      .invalidFile, "\(name) has \(errors.count == 1 ? "an error" : "\(errors.count) errors")", diagnostics: diagnostics
    )
  }
}
