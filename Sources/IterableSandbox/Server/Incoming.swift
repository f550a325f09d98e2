import Foundation

/// A request, taken apart.
struct Incoming: Sendable {
  var method: String
  /// Still percent-encoded.
  var path: String
  /// Decoded, in order; names may repeat.
  var query: [(name: String, value: String)]
  /// Names in lower case.
  var headers: [String: String]
  var body: [UInt8] = []
  /// The decoded parts of the path that the endpoint's template names.
  var parameters: [String: String] = [:]

  func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
  func queries(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

  /// Names of fields, from repeated parameters and from lists with commas.
  func fieldNames(_ name: String) -> [String]? {
    let values = queries(name) + queries(name + "[]")
    return values.isEmpty ? nil : values.flatMap { $0.split(separator: ",").map(String.init) }
  }

  /// - Throws: `Refusal` (`BadParams`) when the parameter is missing or not of this form.
  func required<Value>(_ name: String, _ read: (String) -> Value?) throws(Refusal) -> Value {
    guard let text = query(name) ?? parameters[name], let value = read(text) else {
      throw .badParams("Invalid or missing parameter: \(name)")
    }
    return value
  }

  static func decode(_ text: some StringProtocol, plusIsSpace: Bool) -> String {
    let spaced = plusIsSpace ? String(text).replacing("+", with: " ") : String(text)
    return spaced.removingPercentEncoding ?? spaced
  }

  static func parseQuery(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (
        name: decode(halves[0], plusIsSpace: true), value: halves.count > 1 ? decode(halves[1], plusIsSpace: true) : ""
      )
    }
  }
}
