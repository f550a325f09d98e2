import Profiles
import Records

/// A group as commands print it.
enum GroupLine {
  /// `{"id":"AMS-1","created":…,"modified":…,"properties":{…}}`. Throws where the document is damaged.
  static func json(_ group: GroupRow) throws -> JSONValue {
    [
      "id": .string(group.idText), "created": .string(group.created.description),
      "modified": .string(group.modified.description), "properties": try JSONValue(parsing: group.document),
    ]
  }

  /// The same as bytes on one line, the properties in the store's own spelling.
  static func append(_ group: GroupRow, to line: inout [UInt8]) {
    line += "{\"id\":\(JSONValue.string(group.idText).text),\"created\":\"\(group.created)\",".utf8
    line += "\"modified\":\"\(group.modified)\",\"properties\":".utf8
    line += group.document
    line += "}\n".utf8
  }

  /// A property's values as people read them.
  static func text(_ values: JSONValue) -> String {
    (values.array ?? []).map { $0.string ?? $0.text }.joined(separator: ", ")
  }
}
