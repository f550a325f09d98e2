import Records
import Yams

extension Node {
  /// The node as a JSON value, with the place of every part by its JSON pointer. Dates stay text.
  public func jsonValue(
    at pointer: String = "", depth: Int = 0, recording positions: inout [String: SourcePosition],
    _ diagnostics: Diagnostics
  ) -> JSONValue {
    // An alias can stand for itself many times over, so the size is bounded here and not by the file's.
    guard depth < JSONValue.depthLimit, positions.count < 20_000 else {
      if positions.count == 20_000 || depth == JSONValue.depthLimit {
        diagnostics.error(at: self, "this is too large or too deep")
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
      case Tag(.bool):
        // As YAML 1.2 reads it: `no` is a text, the country.
        let word = scalar.string.lowercased()
        return word == "true" || word == "false" ? .bool(word == "true") : .string(scalar.string)
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
