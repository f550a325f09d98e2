import Foundation
import Synchronization

/// Reads manifests, and looks whether their libraries and symbols are there: in a throw-away worker, since a library runs
/// code when it is loaded.
///
/// Thread: any.
final class LibraryProbe: Sendable {
  private let worker: WorkerExecutable
  private let timeout: Double
  /// SHA-256s of manifests whose libraries were there. Not kept on disk: a library changes without them.
  private let found = Mutex<Set<String>>([])

  init(worker: WorkerExecutable, timeout: Double) {
    self.worker = worker
    self.timeout = timeout
  }

  /// The manifest, if its library has all that it names. Throws ``PluginHostError``.
  func manifest(of file: PluginFile) throws -> FunctionManifest {
    let manifest = try FunctionManifest(file.contents(), path: file.path)
    if found.withLock({ $0.contains(file.sha256) }) { return manifest }
    for processor in manifest.processors { try look(for: processor, of: manifest, in: file) }
    found.withLock { _ = $0.insert(file.sha256) }
    return manifest
  }

  /// A processor of the manifest, ready for a worker. Throws ``PluginHostError``.
  func function(_ processor: String, of file: PluginFile) throws -> PlainFunction {
    let manifest = try manifest(of: file)
    guard let found = manifest.processors.first(where: { $0.id == processor }) else {
      throw PluginHostError(.notFound, "\(file.name) has no processor '\(processor)'")
    }
    return PlainFunction(adapter: try adapter(), manifest: manifest, processor: found)
  }

  /// The adapter stands with the plugins that came with Millrace, beside the worker.
  private func adapter() throws -> PluginFile {
    let path = URL(fileURLWithPath: worker.path).deletingLastPathComponent()
      .appendingPathComponent("plugins/adapters/plain-functions.so").path
    do {
      return try PluginFile(reading: path)
    } catch {
      throw PluginHostError(
        .file, "manifests need \(path), which is not there", hint: "'make build' and 'make install' put it there")
    }
  }

  private func look(for processor: FunctionManifest.Processor, of manifest: FunctionManifest, in file: PluginFile)
    throws
  {
    let process = try WorkerProcess(
      worker, file: try adapter(), output: try OutputBlock(), log: nil,
      grant: PluginGrant(folders: manifest.libraryFiles), timeout: timeout)
    do {
      try process.create(
        .processor, of: PlainFunction.processorID, config: manifest.probe(processor).text, timeout: timeout)
    } catch {
      throw refusal(error, processor, manifest, file)
    }
  }

  private func refusal(
    _ failure: ProcessorFailure, _ processor: FunctionManifest.Processor, _ manifest: FunctionManifest,
    _ file: PluginFile
  ) -> PluginHostError {
    guard case .status(_, let message) = failure else {
      let place = manifest.libraryPosition
      return PluginHostError(
        .load,
        "\(file.name):\(place.line):\(place.column): library \(manifest.library) \(failure.phrase), while it was loaded"
      )
    }
    let isLibrary = message.hasPrefix("library")
    let place = isLibrary ? manifest.libraryPosition : processor.function.position
    return PluginHostError(
      .load, "\(file.name):\(place.line):\(place.column): \(message)",
      hint: isLibrary
        ? "install the Debian package that has it ('ldconfig -p' lists the libraries that there are), or correct its name"
        : "'nm -D --defined-only' lists what a library exports")
  }
}
