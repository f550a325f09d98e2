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

  /// The same as bytes on one line, with the timeline where there is one, properties in the store's own spelling.
  static func append(_ profile: ProfileRow, of reader: any ProfileReader, to line: inout [UInt8]) throws {
    line +=
      """
      {"id":"\(profile.id)","created":"\(profile.created)","modified":"\(profile.modified)",\
      "permission_level":"\(profile.permission)","properties":
      """.utf8
    line += profile.document
    var isFirst = true
    try reader.events(of: profile.id, EventFilter()) { event in
      line += (isFirst ? #","timeline":["# : ",").utf8
      isFirst = false
      let id = JSONValue.string(event.idText).text
      line += #"{"event_type":"\#(event.typeText)","id":\#(id),"date":"\#(event.date)","properties":"#.utf8
      line += event.properties
      line += "}".utf8
    }
    line += (isFirst ? "}\n" : "]}\n").utf8
  }
}
