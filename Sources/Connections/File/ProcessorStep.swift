import PluginHost
import Records
import Yams

/// One step of a goal's chain, as the connection file names it.
public struct ProcessorStep: Sendable, Equatable {
  public var plugin: String
  /// Needed where the plugin offers several.
  public var processor: String?
  public var config: JSONValue
  public var placement: Placement
  public var timeoutSeconds: Double
  public var positions: Positions

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
      placement: reader.choice(
        "placement", "worker: in a process of its own; in_process: in this one, for trusted files.", default: .worker),
      timeoutSeconds: reader.number(
        "timeout_seconds", "How long the step may work on one batch of records.", default: 30, in: 0.01...3600),
      positions: Positions(
        plugin: (reader.value("plugin") ?? reader.node).position,
        processor: (reader.value("processor") ?? reader.node).position,
        config: positions))
  }
}

extension Node {
  /// The node as a JSON value, with the place of every part by its JSON pointer.
  fileprivate func jsonValue(
    at pointer: String = "", depth: Int = 0, recording positions: inout [String: SourcePosition],
    _ diagnostics: Diagnostics
  ) -> JSONValue {
    // An alias can stand for itself many times over, so the size is bounded here and not by the file's.
    guard depth < JSONValue.depthLimit, positions.count < 20_000 else {
      if positions.count == 20_000 || depth == JSONValue.depthLimit {
        diagnostics.error(at: self, "the configuration is too large or too deep")
      }
      return .null
    }
    positions[pointer] = position
    switch self {
    case .sequence(let sequence):
      return .array(
        sequence.enumerated().map { index, element in
          element.jsonValue(at: "\(pointer)/\(index)", depth: depth + 1, recording: &positions, diagnostics)
        })
    case .mapping(let mapping):
      return .object(
        mapping.map { key, value in
          let name = key.string ?? ""
          let escaped = name.replacing("~", with: "~0").replacing("/", with: "~1")
          return JSONValue.Member(
            key: name,
            value: value.jsonValue(
              at: "\(pointer)/\(escaped)", depth: depth + 1, recording: &positions, diagnostics))
        })
    case .scalar(let scalar):
      switch tag {
      case Tag(.null): return .null
      case Tag(.bool): return .bool(bool ?? false)
      case Tag(.int): return int.map { .integer(Int64($0)) } ?? .string(scalar.string)
      case Tag(.float):
        guard let number = float, number.isFinite else { return .string(scalar.string) }
        return .number(number)
      default: return .string(scalar.string)
      }
    case .alias: return .null
    }
  }
}
