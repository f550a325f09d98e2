import Foundation

/// The plugins in some folders. Listing them runs no foreign code in this process: a file is asked once, in a throw-away
/// worker, and its answer is kept by SHA-256.
///
/// Thread: any, also several at once.
public final class PluginCatalogue: Sendable {
  public struct Entry: Sendable {
    public enum Outcome: Sendable {
      case plugin(PluginDescription)
      case refused(PluginHostError)
    }
    public let path: String
    /// Empty where the file could not be read.
    public let sha256: String
    public let outcome: Outcome

    public var plugin: PluginDescription? {
      if case .plugin(let description) = outcome { description } else { nil }
    }
  }

  public let folders: [URL]

  /// `cacheFolder` is made when needed.
  public init(folders: [URL], cacheFolder: URL, worker: WorkerExecutable) {
    self.folders = folders
  }

  /// Every `.so` file of the folders, by folder and name. A folder that does not exist is empty.
  public func scan() throws -> [Entry] { fatalError("not yet") }

  /// What one file is, wherever it lies.
  public func inspect(path: String) -> Entry { fatalError("not yet") }

  /// The processor, with its file held. `processor` may be nil where the plugin has one, or one of its own name.
  ///
  /// Throws ``PluginHostError``: `notFound` with a suggestion, `ambiguous`, or why its file was refused.
  public func processor(plugin: String, processor: String? = nil) throws -> ProcessorReference { fatalError("not yet") }

  /// The processor of one file. Throws ``PluginHostError``.
  public func processor(path: String, processor: String? = nil) throws -> ProcessorReference { fatalError("not yet") }
}
