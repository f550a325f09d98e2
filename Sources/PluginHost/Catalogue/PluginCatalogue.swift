import Foundation
import Records

/// The plugins in some folders. Listing them runs no foreign code in this process: a file is asked once, in a throw-away
/// worker, and its answer is kept by SHA-256.
///
/// Thread: any, also several at once.
public final class PluginCatalogue: Sendable {
  /// One file.
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

  /// What the names of plugin files end with.
  public static let extensions: Set<String> = ["so", "plugin.yaml"]

  /// Whether it is called as plugin files are.
  public static func isPluginFile(_ name: String) -> Bool { extensions.contains { name.hasSuffix("." + $0) } }

  /// Whether it is called as manifests are.
  public static func isManifest(_ name: String) -> Bool { name.hasSuffix(FunctionManifest.suffix) }

  public let folders: [URL]
  private let cache: DescriptionCache
  private let worker: WorkerExecutable

  private let timeout: Double
  private let libraries: LibraryProbe
  /// What ``holding(_:)`` found; nil in a catalogue that looks every time.
  private let held: [ProcessorName: Result<ProcessorReference, any Error>]?

  /// What a connection file calls a processor.
  public struct ProcessorName: Hashable, Sendable {
    public var plugin: String
    /// Nil: the plugin's only one, or the one of its own name.
    public var processor: String?

    public init(plugin: String, processor: String?) {
      self.plugin = plugin
      self.processor = processor
    }
  }

  /// `cacheFolder` is made when needed; `timeout` is how many seconds a plugin may take to load.
  public init(folders: [URL], cacheFolder: URL, worker: WorkerExecutable, timeout: Double = 5) {
    libraries = LibraryProbe(worker: worker, timeout: timeout)
    self.folders = folders
    self.worker = worker
    self.timeout = timeout
    cache = DescriptionCache(folder: cacheFolder)
    held = nil
  }

  private init(_ catalogue: PluginCatalogue, held: [ProcessorName: Result<ProcessorReference, any Error>]) {
    folders = catalogue.folders
    cache = catalogue.cache
    worker = catalogue.worker
    timeout = catalogue.timeout
    libraries = catalogue.libraries
    self.held = held
  }

  /// The catalogue for one run: these processors are found now, and what was found of each, or why it was not, stays so
  /// whatever happens to the folders meanwhile.
  public func holding(_ names: Set<ProcessorName>) -> PluginCatalogue {
    // Once for all of them: a file that hangs when it is asked is asked each time.
    let entries = Result { names.isEmpty ? [] : try scan() }
    return PluginCatalogue(
      self,
      held: Dictionary(
        uniqueKeysWithValues: names.map { name in
          (
            name,
            Result {
              try processor(path: entry(plugin: name.plugin, among: entries.get()).path, processor: name.processor)
            }
          )
        }))
  }

  /// Every `.so` file and every manifest of the folders, by folder and name. A folder that does not exist is empty. Throws
  /// ``PluginHostError`` with code `file` where one cannot be listed.
  public func scan() throws -> [Entry] { try paths().map { inspect(path: $0) } }

  /// What one file is, wherever it lies.
  public func inspect(path: String) -> Entry {
    let file: PluginFile
    do {
      file = try PluginFile(reading: path)
    } catch {
      return Entry(
        path: path, sha256: "", outcome: .refused(error as? PluginHostError ?? PluginHostError(.file, "\(error)")))
    }
    do {
      return Entry(path: path, sha256: file.sha256, outcome: .plugin(try description(of: file)))
    } catch {
      let refusal = error as? PluginHostError ?? PluginHostError(.load, "\(file.name): \(error)")
      return Entry(path: path, sha256: file.sha256, outcome: .refused(refusal))
    }
  }

  /// The file that offers the plugin. Throws ``PluginHostError``: `notFound` with a suggestion, `ambiguous`, or why the
  /// file of this name was refused.
  public func entry(plugin: String) throws -> Entry { try entry(plugin: plugin, among: scan()) }

  private func entry(plugin: String, among entries: [Entry]) throws -> Entry {
    let found = entries.filter { $0.plugin?.id == plugin }
    if found.count > 1 {
      throw PluginHostError(
        .ambiguous, "plugin '\(plugin)' is offered by \(found.map(\.path).joined(separator: " and "))",
        hint: "remove all but one of them")
    }
    guard let entry = found.first else { throw missing(plugin, among: entries) }
    return entry
  }

  /// The processor, with its file held. `processor` may be nil where the plugin has one, or one of its own name. Throws
  /// ``PluginHostError``, also what ``entry(plugin:)`` throws.
  public func processor(plugin: String, processor: String? = nil) throws -> ProcessorReference {
    if let found = held?[ProcessorName(plugin: plugin, processor: processor)] { return try found.get() }
    return try self.processor(path: entry(plugin: plugin).path, processor: processor)
  }

  /// The processor of one file. Throws ``PluginHostError``.
  public func processor(path: String, processor: String? = nil) throws -> ProcessorReference {
    let file = try PluginFile(reading: path)
    let plugin = try description(of: file)
    guard let found = plugin.processor(processor) else {
      let ids = plugin.processors.map(\.id)
      guard !ids.isEmpty else {
        throw PluginHostError(.notFound, "plugin '\(plugin.id)' offers no processors, only event types")
      }
      guard let processor else {
        throw PluginHostError(
          .notFound, "plugin '\(plugin.id)' offers several processors",
          hint: "name one of \(ids.joined(separator: ", "))")
      }
      throw PluginHostError(
        .notFound,
        "plugin '\(plugin.id)' offers no processor '\(processor)'\(Suggestion.clause(for: processor, among: ids))",
        hint: "it offers \(ids.joined(separator: ", "))")
    }
    return ProcessorReference(
      plugin: plugin, processor: found, schema: try ConfigSchema(found.configSchema), file: file,
      plainFunction: try file.isManifest ? libraries.function(found.id, of: file) : nil)
  }

  /// The event type of one file, with the file held. Throws ``PluginHostError``.
  public func eventType(path: String, id: String) throws -> EventTypeReference {
    let file = try PluginFile(reading: path)
    let plugin = try description(of: file)
    guard let found = plugin.eventTypes.first(where: { $0.type.id == id }) else {
      let ids = plugin.eventTypes.map(\.type.id)
      throw PluginHostError(
        .notFound, "plugin '\(plugin.id)' offers no event type '\(id)'\(Suggestion.clause(for: id, among: ids))",
        hint: ids.isEmpty ? "it has processors only" : "it offers \(ids.joined(separator: ", "))")
    }
    return EventTypeReference(plugin: plugin, eventType: found, file: file)
  }

  // MARK: Files

  private func paths() throws -> [String] {
    try folders.flatMap { folder -> [String] in
      guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
      do {
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
          .filter { Self.isPluginFile($0) && !$0.hasPrefix(".") }.sorted()
          .map { folder.appendingPathComponent($0).path }
      } catch {
        throw PluginHostError(.file, "cannot list \(folder.path): \(error.localizedDescription)")
      }
    }
  }

  /// The refusal of the file that is called like the plugin, or that there is none.
  private func missing(_ plugin: String, among entries: [Entry]) -> PluginHostError {
    for entry in entries {
      let file = URL(fileURLWithPath: entry.path).lastPathComponent
      let name = file.prefix { $0 != "." }
      if case .refused(let refusal) = entry.outcome, name == plugin || name == "lib\(plugin)" { return refusal }
    }
    let hint = Suggestion.clause(for: plugin, among: entries.compactMap { $0.plugin?.id })
    let places = folders.map(\.path).joined(separator: " or ")
    return PluginHostError(
      .notFound, "there is no plugin '\(plugin)'\(hint)", hint: "'millrace plugin list' shows those in \(places)")
  }

  // MARK: Descriptions

  /// What a manifest uses of its library; nil where the file is none. Throws ``PluginHostError``.
  public func library(path: String) throws -> LibraryUse? {
    let file = try PluginFile(reading: path)
    return try file.isManifest ? LibraryUse(FunctionManifest(file.contents(), path: path)) : nil
  }

  private func description(of file: PluginFile) throws -> PluginDescription {
    if file.isManifest { return try libraries.manifest(of: file).plugin }
    if let known = cache.description(of: file) { return known }
    let worker = try WorkerProcess(worker, file: file, output: try OutputBlock(), log: nil, timeout: timeout)
    let description: Data
    do {
      description = try worker.describe()
    } catch {
      throw PluginHostError(.load, "\(file.name) \(error.phrase), while it described itself")
    }
    let plugin = try PluginDescription(reading: description, of: file.name)
    cache.keep(plugin, of: file)
    return plugin
  }
}
