import Records

/// A named set of profiles: all that meet a condition.
public struct Segment: Sendable, Equatable {
  public var id: String
  public var name: String
  public var condition: Condition

  public init(id: String, name: String, condition: Condition) {
    self.id = id
    self.name = name
    self.condition = condition
  }

  /// From `{"segment": "adults", "name": "Adults", "where": {…}}`; the name may be left out.
  /// `invalidDefinition` with the path where it is not a segment.
  public init(_ json: JSONValue) throws {
    guard let id = json["segment"]?.string else {
      throw ProfilesError(
        .invalidDefinition, "the id of the segment is missing", hint: "begin with segment: an-id", path: "segment")
    }
    try json.checkKeys(["segment", "name", "where"], of: "a segment")
    guard let condition = json["where"] else {
      throw ProfilesError(
        .invalidDefinition, "the condition of segment '\(id)' is missing", hint: "add where: {…}", path: "where")
    }
    self.init(id: id, name: json["name"]?.string ?? id, condition: try Condition(condition))
    try validate()
  }

  /// Throws `invalidDefinition` where the id is malformed.
  public func validate() throws { try NameCheck.id(id, of: "segment") }

  /// In the form in which `init` reads it.
  public var json: JSONValue {
    .members(["segment": .string(id), "name": .string(name), "where": condition.json])
  }
}
