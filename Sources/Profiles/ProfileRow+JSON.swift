import Records

extension ProfileRow {
  /// `{"id":"7","created":…,"modified":…,"permission_level":…,"properties":{…}}`. Throws where the document is damaged.
  public func json() throws -> JSONValue {
    [
      "id": .string(id.description), "created": .string(created.description),
      "modified": .string(modified.description), "permission_level": .string(permission.description),
      "properties": try JSONValue(parsing: document),
    ]
  }

  /// The same as bytes on one line, the properties in the store's own spelling; with `viewed_interactions` and `timeline`
  /// where there are any. It is the form that `profile import` reads.
  public func append(in reader: any ProfileReader, to line: inout [UInt8]) throws {
    line +=
      """
      {"id":"\(id)","created":"\(created)","modified":"\(modified)","permission_level":"\(permission)","properties":
      """.utf8
    line += document
    let viewed = try reader.viewedInteractions(of: id)
    if !viewed.isEmpty { line += ",\"\(SystemProperty.viewedInteractions)\":\(JSONValue.array(viewed).text)".utf8 }
    var isFirst = true
    try reader.events(of: id, EventFilter()) { event in
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

extension ProfileReader {
  /// In the form that `profile import` reads.
  public func viewedInteractions(of profile: ProfileID) throws -> [JSONValue] {
    var viewed: [JSONValue] = []
    try viewedInteractions(of: profile) { interaction in
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
