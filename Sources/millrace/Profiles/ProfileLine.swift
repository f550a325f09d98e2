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

  /// The same as bytes on one line, the properties in the store's own spelling; with `viewed_interactions` and `timeline`
  /// where there are any.
  static func append(_ profile: ProfileRow, in reader: any ProfileReader, to line: inout [UInt8]) throws {
    line +=
      """
      {"id":"\(profile.id)","created":"\(profile.created)","modified":"\(profile.modified)",\
      "permission_level":"\(profile.permission)","properties":
      """.utf8
    line += profile.document
    let viewed = try viewedInteractions(of: profile.id, in: reader)
    if !viewed.isEmpty { line += ",\"\(SystemProperty.viewedInteractions)\":\(JSONValue.array(viewed).text)".utf8 }
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

  /// In the form that `profile import` reads.
  static func viewedInteractions(of profile: ProfileID, in reader: any ProfileReader) throws -> [JSONValue] {
    var viewed: [JSONValue] = []
    try reader.viewedInteractions(of: profile) { interaction in
      var members = [JSONValue.Member(key: "id", value: .string(interaction.idText))]
      if let name = interaction.nameText { members.append(.init(key: "name", value: .string(name))) }
      members += [
        .init(key: "first_seen", value: .string(interaction.first.description)),
        .init(key: "last_seen", value: .string(interaction.last.description)),
        .init(key: "count", value: .integer(interaction.count)),
      ]
      viewed.append(.object(members))
    }
    return viewed
  }
}
