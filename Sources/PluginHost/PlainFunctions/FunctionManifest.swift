import Foundation
import Records
import YAMLReading

/// A plain-function plugin: a C library, and which of its functions become processors, as `NAME.plugin.yaml` says.
struct FunctionManifest: Sendable {
  /// What the names of such files end with.
  static let suffix = ".plugin.yaml"
  /// Larger ones are refused, in bytes.
  static let sizeLimit = 256 << 10

  var id: String
  var name: String
  var version: String
  var description: String
  var vendor: String
  /// A soname, which the worker's linker finds, or an absolute path.
  var library: String
  var libraryPosition: SourcePosition
  /// The library's file must have this SHA-256; nil: any will do.
  var sha256: String?
  var needs: Capabilities
  var needsReason: String
  var setup: [SetupCall]
  var processors: [Processor]

  /// A call that is made once, before all others.
  struct SetupCall: Sendable {
    var function: ForeignFunction
    /// What the pointer that it returns is called.
    var keeps: String?
    /// The function that takes the pointer at the end.
    var release: String?
  }

  struct Processor: Sendable {
    var id: String
    var name: String
    var description: String
    var isPure: Bool
    var function: ForeignFunction
  }
}

extension FunctionManifest {
  /// The library, where it is named by its path.
  var libraryFiles: [String] { library.hasPrefix("/") ? [library] : [] }

  /// Reads a manifest. Throws ``PluginHostError`` with code `description` and everything that is wrong with it.
  init(_ bytes: Data, path: String) throws {
    let diagnostics = Diagnostics(file: URL(fileURLWithPath: path).lastPathComponent)
    let start = SourcePosition(line: 1, column: 1)
    var manifest: FunctionManifest?
    if bytes.count > Self.sizeLimit {
      diagnostics.add(.error, start, "a manifest has at most \(Self.sizeLimit >> 10) kB", nil)
    } else if let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) {
      manifest = diagnostics.root(of: text, beginWith: "plugin: NAME").flatMap {
        MappingReader.read($0, as: "a manifest", diagnostics, Self.read)
      }
    } else {
      diagnostics.add(.error, start, "a manifest is text in UTF-8", nil)
    }
    guard let manifest, !diagnostics.hasErrors else {
      throw PluginHostError(manifest: diagnostics.sorted)
    }
    self = manifest
  }
}

extension PluginHostError {
  /// A manifest with mistakes; there is at least one.
  fileprivate init(manifest diagnostics: [Diagnostic]) {
    let first = diagnostics[0]
    let more = diagnostics.count > 1 ? ", and \(diagnostics.count - 1) more" : ""
    self.init(
      .description, "\(first.file):\(first.position.line):\(first.position.column): \(first.message)\(more)",
      hint: first.hint, diagnostics: diagnostics)
  }
}
