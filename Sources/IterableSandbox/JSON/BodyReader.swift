/// Takes a request's body apart and remembers what is wrong with it, in Iterable's words and with its paths.
final class BodyReader {
  let body: JSONObject
  private let path: String
  private let problems: Problems

  private final class Problems { var found = JSONObject() }

  /// - Throws: `Refusal` (`BadJsonBody`) when the body is not a JSON object.
  init(_ request: Incoming) throws(Refusal) {
    guard let parsed = try? JSONParser.parse(request.body), case .object(let body) = parsed else {
      throw .badJSON(request.path, .null)
    }
    self.body = body
    path = "obj"
    problems = Problems()
  }

  private init(_ body: JSONObject, _ path: String, _ problems: Problems) {
    self.body = body
    self.path = path
    self.problems = problems
  }

  /// - Throws: `Refusal` (`BadJsonBody`) naming every value that was asked for and had the wrong form.
  func check(_ request: Incoming) throws(Refusal) {
    if !problems.found.isEmpty { throw .badJSON(request.path, .object(problems.found)) }
  }

  func string(_ key: String) -> String? { optional(key, "String value expected") { $0.string } }
  func bool(_ key: String) -> Bool? { optional(key, "Boolean value expected") { $0.bool } }
  func integer(_ key: String) -> Int? { optional(key, "Number value expected") { $0.integer } }
  func array(_ key: String) -> [JSON]? { optional(key, "Array value expected") { $0.array } }
  func object(_ key: String) -> JSONObject? { optional(key, "Object value expected") { $0.object } }
  /// The number in its spelling.
  func number(_ key: String) -> JSON? { optional(key, "Number value expected") { $0.double == nil ? nil : $0 } }

  /// What `read` gives, or a remembered complaint and `empty` when the value is missing.
  func required<Value>(_ key: String, _ read: (String) -> Value?, or empty: Value) -> Value {
    if body[key] == nil || body[key] == .null { complain(key, "Missing required value") }
    return read(key) ?? empty
  }

  func member(_ key: String) -> BodyReader {
    BodyReader(required(key, object, or: [:]), "\(path).\(key)", problems)
  }

  func members(_ key: String) -> [BodyReader] {
    required(key, array, or: []).enumerated().map { place, value in
      if value.object == nil { complain("\(key)[\(place)]", "Object value expected") }
      return BodyReader(value.object ?? [:], "\(path).\(key)[\(place)]", problems)
    }
  }

  private func optional<Value>(_ key: String, _ expected: String, _ read: (JSON) -> Value?) -> Value? {
    guard let value = body[key], value != .null else { return nil }
    let read = read(value)
    if read == nil { complain(key, expected) }
    return read
  }

  private func complain(_ key: String, _ problem: String) {
    problems.found["\(path).\(key)"] = .string(problem)
  }
}
