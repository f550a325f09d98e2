import Foundation
import Messages
import Records
import YAMLReading
import Yams

/// What holds for a whole installation: `settings.yaml` in the home folder.
public struct Settings: Sendable, Equatable {
  /// Nil: no e-mail can be sent.
  public var email: EmailSettings?
  /// Nil: the console is where it is when nothing is said.
  public var console: ConsoleSettings?
  public var retention: Retention

  public init(email: EmailSettings? = nil, console: ConsoleSettings? = nil, retention: Retention = Retention()) {
    self.email = email
    self.console = console
    self.retention = retention
  }

  private static let sizeLimit = 1 << 20

  /// Reads a file; one that is not there says nothing. Throws ``ConnectionsError`` with every mistake and its place.
  public init(contentsOf url: URL) throws {
    guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
      self.init()
      return
    }
    try self.init(parsing: try WrittenFile.text(of: url, sizeLimit: Self.sizeLimit), name: url.relativePath)
  }

  /// Reads a text; `name` is what diagnostics call it. Throws ``ConnectionsError`` `invalidFile`.
  public init(parsing text: String, name: String) throws {
    let diagnostics = Diagnostics(file: name)
    let settings = diagnostics.root(of: text, beginWith: "email:").flatMap {
      MappingReader.read($0, as: "settings", diagnostics, Self.read)
    }
    guard let settings, !diagnostics.hasErrors else {
      throw ConnectionsError(.invalidFile, "\(name) cannot be used", diagnostics: diagnostics.sorted)
    }
    self = settings
  }

  /// Every option, by the mapping that has it.
  public static let options: [DocumentedOption] = {
    let diagnostics = Diagnostics(file: "")
    if let root = try? Parser(yaml: "{ email: {}, console: {}, retention: {} }").singleRoot() {
      _ = MappingReader.read(root, as: "settings", diagnostics, read)
    }
    return diagnostics.options
  }()

  private static func read(_ reader: MappingReader) -> Settings {
    Settings(
      email: reader.mapping("email", EmailSettings.read), console: reader.mapping("console", ConsoleSettings.read),
      retention: reader.mapping("retention", Retention.read) ?? Retention())
  }
}
