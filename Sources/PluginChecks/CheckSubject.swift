import Foundation
import PluginHost
import Records

/// The plugin that is looked at, and what it is looked at with. The same for all checks but for the deadline.
public struct CheckSubject: Sendable {
  let path: String
  let file: PluginFile
  private let readELF: Result<ELFFile, ELFError>
  private let scanned: Result<PluginDescription, PluginHostError>
  let options: ValidationOptions
  /// The `millrace-probe` executable.
  let probe: WorkerExecutable
  let accepted = AcceptedConfigs()
  /// When the check has taken too long.
  var deadline = ContinuousClock.now

  /// Throws ``PluginHostError`` with code `file` where there is no such file.
  init(path: String, catalogue: PluginCatalogue, probe: WorkerExecutable, options: ValidationOptions) throws {
    self.path = path
    self.probe = probe
    self.options = options
    file = try PluginFile(reading: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "/proc/self/fd/\(file.descriptor)"))
    do {
      readELF = .success(try ELFFile(Array(bytes)))
    } catch {
      readELF = .failure(error as? ELFError ?? ELFError("\(error)"))
    }
    switch catalogue.inspect(path: path).outcome {
    case .plugin(let description): scanned = .success(description)
    case .refused(let refusal): scanned = .failure(refusal)
    }
  }

  var elf: ELFFile { get throws { try readELF.get() } }

  /// Throws ``SkippedCheck`` where it does not load.
  var description: PluginDescription {
    get throws {
      guard case .success(let description) = scanned else { throw SkippedCheck("it does not load") }
      return description
    }
  }

  /// Why it is not listed; nil where it is.
  var refusal: PluginHostError? {
    if case .failure(let refusal) = scanned { refusal } else { nil }
  }

  /// None where it does not load.
  var declared: Capabilities { (try? scanned.get())?.capabilities ?? [] }

  /// Those that the options name. Throws ``SkippedCheck`` where there are none.
  var processors: [ProcessorDescription] {
    get throws {
      let offered = try description.processors
      let chosen = offered.filter { options.processor == nil || $0.id == options.processor }
      if chosen.isEmpty {
        throw SkippedCheck(offered.isEmpty ? "it has no processors" : "it has no processor '\(options.processor!)'")
      }
      return chosen
    }
  }

  /// What is wrong with its processors, each told with its name where there are several.
  func eachProcessor(_ look: (ProcessorDescription) throws -> [String]) throws -> [String] {
    let processors = try processors
    return try processors.flatMap { processor in
      try look(processor).map { processors.count > 1 ? "\(processor.id): \($0)" : $0 }
    }
  }
}

/// Thrown by a check that has nothing to look at.
struct SkippedCheck: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// What people may choose.
public struct ValidationOptions: Sendable {
  /// What is generated comes from it alone.
  public var seed: UInt64
  /// One of several processors.
  public var processor: String?
  /// Instead of generated ones.
  public var config: JSONValue?
  /// JSON lines, beside generated records.
  public var rows: URL?
  /// What the plugin may do of the system while it is looked at.
  public var grant: PluginGrant

  public init(
    seed: UInt64, processor: String? = nil, config: JSONValue? = nil, rows: URL? = nil, grant: PluginGrant = .nothing
  ) {
    self.seed = seed
    self.processor = processor
    self.config = config
    self.rows = rows
    self.grant = grant
  }
}
