import Foundation
import Profiles
import Records
import Yams

/// A small YAML file as a JSON value. Dates stay text.
enum YAMLFile {
  /// Throws ``ProfilesError`` with the place where the file cannot be read or is not YAML.
  static func read(_ path: String) throws -> JSONValue {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ProfilesError(.invalidDefinition, "cannot read \(path)", hint: "it must be a text file in UTF-8")
    }
    do {
      return try Yams.compose(yaml: text).map(value) ?? .null
    } catch let error as YamlError {
      throw ProfilesError(.invalidDefinition, "not valid YAML: \(error)", path: path)
    }
  }

  private static func value(_ node: Node) -> JSONValue {
    switch node {
    case .scalar(let scalar): scalar.style == .plain ? plain(scalar.string) : .string(scalar.string)
    case .sequence(let nodes): .array(nodes.map(value))
    case .mapping(let pairs):
      .object(pairs.map { JSONValue.Member(key: $0.key.string ?? "", value: value($0.value)) })
    case .alias: .null
    }
  }

  /// As YAML 1.2 reads it: `no` is a text, the country.
  private static func plain(_ text: String) -> JSONValue {
    switch text {
    case "", "~", "null": .null
    case "true": true
    case "false": false
    default:
      if let integer = Int64(text) {
        .integer(integer)
      } else if let number = Double(text), number.isFinite {
        .number(number)
      } else {
        .string(text)
      }
    }
  }
}
