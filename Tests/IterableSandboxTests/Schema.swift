import Foundation

/// The response definitions of Iterable's own description of its API, where that file is at hand.
struct Schema {
  fileprivate let document: [String: Any]

  /// Definitions that show the insides of Iterable's program where the wire has an object or a text.
  private static let leaks: Set = ["#/definitions/JsObject", "#/definitions/JobState", "#/definitions/ClientDataType"]

  /// From the folder that MILLRACE_REFERENCE names; nil where it is not there.
  static func atHand() throws -> Schema? {
    guard let folder = ProcessInfo.processInfo.environment["MILLRACE_REFERENCE"],
      let data = try? Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent("iterable-openapi.json"))
    else { return nil }
    return Schema(document: try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:])
  }

  /// What is wrong with the answer of an endpoint, by its path inside the answer; nothing when it fits.
  func problems(_ method: String, _ path: String, status: Int, _ answer: Any) -> [String] {
    let paths = document["paths"] as? [String: [String: [String: Any]]] ?? [:]
    guard let operation = paths[path]?[method.lowercased()] else { return ["\(method) \(path) is not described"] }
    let responses = operation["responses"] as? [String: [String: Any]] ?? [:]
    guard let schema = responses["\(status)"]?["schema"] as? [String: Any] else { return ["\(status) has no schema"] }
    return check(answer, schema, "answer")
  }

  private func check(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
    if let reference = schema["$ref"] as? String {
      if Self.leaks.contains(reference) { return [] }
      let definitions = document["definitions"] as? [String: [String: Any]] ?? [:]
      guard let definition = definitions[String(reference.split(separator: "/").last!)] else {
        return ["\(place): \(reference) is not defined"]
      }
      return check(value, definition, place)
    }
    let isBool = (value as? NSNumber).map { isBoolean($0) } ?? false
    switch schema["type"] as? String {
    case "object":
      guard let object = value as? [String: Any] else {
        // The description gives `params` a type and the live API null.
        return value is NSNull && place.hasSuffix(".params") ? [] : ["\(place): not an object"]
      }
      let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
      let required = schema["required"] as? [String] ?? []
      return required.filter { object[$0] == nil }.map { "\(place).\($0): missing" }
        + object.flatMap { name, value in
          properties[name].map { check(value, $0, "\(place).\(name)") } ?? []
        }
    case "array":
      guard let values = value as? [Any] else { return ["\(place): not a list"] }
      let items = schema["items"] as? [String: Any] ?? [:]
      return values.enumerated().flatMap { check($1, items, "\(place)[\($0)]") }
    case "string":
      guard let text = value as? String else { return ["\(place): not a text"] }
      // Job states are lower-case on the wire and capitalised in the description.
      let allowed = (schema["enum"] as? [String])?.map { $0.lowercased() }
      return allowed?.contains(text.lowercased()) ?? true ? [] : ["\(place): \(text) is none of the values"]
    case "integer":
      guard let number = value as? NSNumber, !isBool, number.doubleValue == number.doubleValue.rounded() else {
        return ["\(place): not an integer"]
      }
      return []
    case "number": return value is NSNumber && !isBool ? [] : ["\(place): not a number"]
    case "boolean": return isBool ? [] : ["\(place): not a boolean"]
    default: return []
    }
  }

  private func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
