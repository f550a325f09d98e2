import Records

extension GroupRow {
  /// `{"id":"AMS-1","created":…,"modified":…,"properties":{…}}`. Throws where the document is damaged.
  public func json() throws -> JSONValue {
    [
      "id": .string(idText), "created": .string(created.description), "modified": .string(modified.description),
      "properties": try JSONValue(parsing: document),
    ]
  }

  /// The same as bytes on one line, the properties in the store's own spelling.
  public func append(to line: inout [UInt8]) {
    line += "{\"id\":\(JSONValue.string(idText).text),\"created\":\"\(created)\",".utf8
    line += "\"modified\":\"\(modified)\",\"properties\":".utf8
    line += document
    line += "}\n".utf8
  }
}

extension JSONValue {
  /// A property's values, of a profile or a group, as people read them.
  public var valuesText: String { (array ?? []).map { $0.string ?? $0.text }.joined(separator: ", ") }
}
