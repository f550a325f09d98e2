import Records

/// A processor of a manifest: what its worker loads, and with what configuration.
struct PlainFunction: Sendable {
  /// `plain-functions.so`, a plugin like others, which calls what it is told to call.
  let adapter: PluginFile
  let manifest: FunctionManifest
  let processor: FunctionManifest.Processor

  /// The adapter's processor.
  static let processorID = "call"
}

extension ProcessorReference {
  /// What a worker loads: the file itself, or for a manifest the adapter.
  var loadedFile: PluginFile { plainFunction?.adapter ?? file }

  var loadedProcessor: String { plainFunction == nil ? processor.id : PlainFunction.processorID }

  /// What the loaded processor is given.
  func loadedConfig(_ config: JSONValue) -> JSONValue {
    plainFunction.map { $0.manifest.compiled($0.processor, config: config) } ?? config
  }

  /// The library, where a manifest names it by its path: its worker may read it.
  var libraryFiles: [String] { plainFunction?.manifest.libraryFiles ?? [] }
}

extension PluginFile {
  var isManifest: Bool { PluginCatalogue.isManifest(path) }
}
