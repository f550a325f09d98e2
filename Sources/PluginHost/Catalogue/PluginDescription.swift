import CPluginCall
import EventTypes
import Foundation
import Records

/// What a plugin says about itself. Read once in a throw-away worker and kept by the file's SHA-256.
public struct PluginDescription: Sendable, Codable, Equatable {
  /// `[a-z][a-z0-9-]*`, what a connection file names.
  public let id: String
  public let name: String
  public let version: String
  public let description: String
  public let vendor: String
  /// The ABI it was compiled with, such as `1.0`.
  public let abi: String
  /// What it declares to need of the system.
  public let capabilities: Capabilities
  /// What it needs them for, in its own words.
  public let capabilitiesReason: String
  public let processors: [ProcessorDescription]
  public let eventTypes: [EventTypeDescription]

  /// The processor of this id; without an id the plugin's only one, or the one that is named like the plugin.
  public func processor(_ id: String?) -> ProcessorDescription? {
    if let id { return processors.first { $0.id == id } }
    return processors.count == 1 ? processors[0] : processors.first { $0.id == self.id }
  }
}

extension PluginDescription {
  /// Whether ids, texts and numbers are as `mrp_load` lets them through, with no control characters in what is shown.
  var isSound: Bool {
    Self.isID(id) && !version.isEmpty && Self.isWord(version, 64) && Self.isWord(abi, 32)
      && Self.isWord(name, 200) && Self.isWord(vendor, 200) && Self.isWord(description, 4000)
      && Self.isWord(capabilitiesReason, 500) && capabilities.isSubset(of: .all)
      && !(processors.isEmpty && eventTypes.isEmpty)
      && processors.count <= Int(MRP_PROCESSORS) && Set(processors.map(\.id)).count == processors.count
      && eventTypes.count <= Int(MR_EVENT_TYPES_MOST) && Set(eventTypes.map(\.type.id)).count == eventTypes.count
      && processors.allSatisfy {
        Self.isID($0.id) && Self.isWord($0.name, 200) && Self.isWord($0.description, 4000)
          && $0.configSchema.utf8.count <= 1 << 20
      }
  }

  private static func isID(_ text: String) -> Bool {
    text.utf8.count <= 64 && text.wholeMatch(of: /[a-z][a-z0-9\-]*/) != nil
  }

  private static func isWord(_ text: String, _ limit: Int) -> Bool {
    text.utf8.count <= limit && !text.unicodeScalars.contains(where: \.isControl)
  }
}

/// One processor of a plugin.
public struct ProcessorDescription: Sendable, Codable, Equatable {
  public struct Flags: OptionSet, Sendable, Codable, Equatable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let threadSafe = Flags(rawValue: 1)
    public static let pure = Flags(rawValue: 2)
    public static let forImport = Flags(rawValue: 4)
    public static let forExport = Flags(rawValue: 8)

    /// The flags' words, for people.
    public var names: [String] {
      [(Flags.threadSafe, "thread-safe"), (.pure, "pure"), (.forImport, "for import"), (.forExport, "for export")]
        .filter { contains($0.0) }.map(\.1)
    }
  }

  /// `[a-z][a-z0-9-]*`, unique in the plugin.
  public let id: String
  public let name: String
  public let description: String
  public let flags: Flags
  /// JSON Schema text; see ``ConfigSchema``.
  public let configSchema: String
  public let hasFinish: Bool
}

/// A processor in a file that was found, described, and held as it was then.
public struct ProcessorReference: Sendable {
  public let plugin: PluginDescription
  public let processor: ProcessorDescription
  public let schema: ConfigSchema
  /// The very bytes that were hashed; what is loaded is this, whatever happens to the path.
  public let file: PluginFile
  /// For a function of an event type, `processor` is what stands for it in a chain.
  var function = PluginFunction.processor
  /// Of a manifest: what its worker loads instead of the file.
  var plainFunction: PlainFunction?

  /// How messages name it: `normalize-email 1.2.0`, with the processor behind a slash where it has another name;
  /// `shop/order 1.0.0 (validate)` for a function of an event type.
  public var label: String {
    guard function == .processor else { return "\(plugin.id)/\(processor.id) \(plugin.version) (\(function))" }
    return (processor.id == plugin.id ? plugin.id : "\(plugin.id)/\(processor.id)") + " \(plugin.version)"
  }
}

extension ProcessorReference {
  /// The configuration with defaults filled in and relative paths of files from `folder`, or without one from the current
  /// folder. Throws ``PluginHostError`` with code `config` and all violations where it is not as the schema says.
  public func checked(_ config: JSONValue, filesFrom folder: URL? = nil) throws -> JSONValue {
    let current = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    let (value, violations) = schema.validate(schema.withAbsolutePaths(config, from: folder ?? current))
    guard violations.isEmpty else {
      throw PluginHostError(
        .config, "the configuration of \(label) is not right: " + violations.map(\.description).joined(separator: "; "))
    }
    return value
  }
}
