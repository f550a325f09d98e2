import Foundation
import Records
import YAMLReading

/// A connection as YAML: what it says, and everything that is wrong with it.
public struct ConnectionFile: Sendable {
  /// The largest file that is read.
  public static let sizeLimit = 1 << 20

  /// As diagnostics show it.
  public let name: String
  /// Nil where the file has an error.
  public let connection: Connection?
  /// In the order of the file.
  public let diagnostics: [Diagnostic]

  /// Reads a file. Throws ``ConnectionsError`` where it cannot be read; what it says is judged by ``diagnostics``.
  public init(contentsOf url: URL) throws {
    self.init(parsing: try WrittenFile.text(of: url, sizeLimit: Self.sizeLimit), name: url.relativePath)
  }

  /// Reads a text; `name` is what diagnostics call it, and the path that other files are named from.
  public init(parsing text: String, name: String) {
    self.name = name
    let diagnostics = Diagnostics(file: name)
    let connection = diagnostics.root(of: text, beginWith: "connection: NAME").flatMap {
      MappingReader.read($0, as: "a connection", diagnostics, Connection.read)
    }
    self.diagnostics = diagnostics.sorted
    self.connection = diagnostics.hasErrors ? nil : connection
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
