import Foundation
import PluginHost
import Records
import YAMLReading

/// One step of a goal's chain, as the connection file names it.
public struct ProcessorStep: Sendable, Equatable {
  public var plugin: String
  /// Needed where the plugin offers several.
  public var processor: String?
  public var config: JSONValue
  /// Where relative paths of files in the configuration begin: the connection file's folder.
  public var folder: URL
  public var placement: Placement
  public var timeoutSeconds: Double
  public var whenSuspended: WhenSuspended
  public var positions: Positions

  /// What becomes of a goal while the step's plugin is suspended.
  public enum WhenSuspended: String, Sendable, CaseIterable {
    /// It fails at once.
    case stop
    /// It runs without the step, and says so.
    case bypass
  }

  /// Where the step and the parts of its configuration stand in the file.
  public struct Positions: Sendable, Equatable {
    var plugin: SourcePosition
    var processor: SourcePosition
    /// By JSON pointer into the configuration; the whole configuration is "".
    var config: [String: SourcePosition]

    /// Where the value of a JSON pointer stands, or the nearest thing around it.
    func config(at pointer: String) -> SourcePosition {
      var pointer = Substring(pointer)
      while true {
        if let position = config[String(pointer)] { return position }
        guard let slash = pointer.lastIndex(of: "/") else { return plugin }
        pointer = pointer[..<slash]
      }
    }
  }
}

// MARK: - Reading

extension ProcessorStep {
  static func readAll(_ reader: MappingReader) -> [ProcessorStep] {
    reader.mappings("processors", "The steps that records pass, in order.", each: "a processor", read)
  }

  private static func read(_ reader: MappingReader) -> ProcessorStep {
    reader.writesFirst("plugin", "processor")
    let config = reader.value("config", "The processor's configuration, as 'millrace plugin inspect' shows it.")
    var positions: [String: SourcePosition] = [:]
    let value = config.map { $0.jsonValue(recording: &positions, reader.diagnostics) } ?? .object([])
    if let config, config.mapping == nil {
      reader.diagnostics.error(at: config, "'config' is a mapping of the processor's options, this is \(config.kind)")
    }
    return ProcessorStep(
      plugin: reader.requiredText("plugin", "The plugin's id, as 'millrace plugin list' shows it."),
      processor: reader.optionalText("processor", "Which of the plugin's processors, where it offers several."),
      config: value,
      folder: reader.diagnostics.folder,
      placement: reader.choice(
        "placement", "worker: in a process of its own; in_process: in this one, for trusted files.", default: .worker),
      timeoutSeconds: reader.number(
        "timeout_seconds", "How long the step may work on one batch of records.", default: 30, in: 0.01...3600),
      whenSuspended: reader.choice(
        "when_suspended",
        "What the goal does while the plugin is suspended: stop, or bypass: go on without the step.", default: .stop),
      positions: Positions(
        plugin: (reader.value("plugin") ?? reader.node).position,
        processor: (reader.value("processor") ?? reader.node).position,
        config: positions))
  }
}
