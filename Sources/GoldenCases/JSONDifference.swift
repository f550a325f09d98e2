import Records

/// How two values differ, field by field: `city: "UTRECHT" was expected, "Utrecht" came`.
///
/// The order of an object's members does not count.
enum JSONDifference {
  static func between(expected: JSONValue, actual: JSONValue, at path: String = "") -> [String] {
    func member(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
    switch (expected, actual) {
    case (.object(let expectedMembers), .object(let actualMembers)):
      let known = expectedMembers.flatMap { field in
        actual[field.key].map { between(expected: field.value, actual: $0, at: member(field.key)) }
          ?? ["\(member(field.key)): \(field.value.text) was expected, the field is absent"]
      }
      let more = actualMembers.filter { expected[$0.key] == nil }.map {
        "\(member($0.key)): no such field was expected, \($0.value.text) came"
      }
      return known + more
    case (.array(let expectedItems), .array(let actualItems)) where expectedItems.count == actualItems.count:
      return expectedItems.indices.flatMap {
        between(expected: expectedItems[$0], actual: actualItems[$0], at: "\(path)[\($0)]")
      }
    default:
      if expected == actual { return [] }
      let place = path.isEmpty ? "" : "\(path): "
      return ["\(place)\(expected.text) was expected, \(actual.text) came"]
    }
  }
}
