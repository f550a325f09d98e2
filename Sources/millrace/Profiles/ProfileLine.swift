import Profiles
import Records

/// A profile as commands print it.
enum ProfileLine {
  /// `{"id":"7","created":…,"modified":…,"permission_level":…,"properties":{…}}`. Throws where the document is damaged.
  static func json(_ profile: ProfileRow) throws -> JSONValue {
    [
      "id": .string(profile.id.description), "created": .string(profile.created.description),
      "modified": .string(profile.modified.description), "permission_level": .string(profile.permission.description),
      "properties": try JSONValue(parsing: profile.document),
    ]
  }

  /// The same as bytes on one line, the properties in the store's own spelling.
  static func append(_ profile: ProfileRow, to line: inout [UInt8]) {
    line +=
      """
      {"id":"\(profile.id)","created":"\(profile.created)","modified":"\(profile.modified)",\
      "permission_level":"\(profile.permission)","properties":
      """.utf8
    line += profile.document
    line += "}\n".utf8
  }
}
