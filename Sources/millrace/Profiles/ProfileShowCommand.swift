import ArgumentParser
import Connections
import Profiles
import Records

struct ProfileShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "One profile with all its properties and its timeline.")

  @OptionGroup var profile: ProfileArgument
  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let store = try homeOptions.folder.openStoreForReading()
    let types = try homeOptions.folder.eventTypes()
    let installation = try homeOptions.folder.installation(store: store)
    try store.read { reader in
      let id = try profile.find(in: reader)
      var segments: [String] = []
      var groups: [(type: String, id: String)] = []
      let memberships = GroupMemberships(types: try reader.groupTypes())
      var json: JSONValue = .null
      var stages: ProfileStages?
      let viewed = try reader.viewedInteractions(of: id)
      _ = try reader.withProfile(id) { row in
        json = try row.json()
        stages = try ProfileStages(of: row, in: reader)
        for segment in try reader.segments() where try reader.predicate(segment: segment.id).matches(row, in: reader) {
          segments.append(segment.id)
        }
        try memberships.forEachGroup(of: row, in: reader) { type, group in
          if !groups.contains(where: { $0 == (type.id, group.idText) }) { groups.append((type.id, group.idText)) }
        }
      }
      let events = try ShownEvent.timeline(of: id, EventFilter(), types, reader, in: installation)
      guard outputOptions.output == .table else {
        let more = [
          JSONValue.Member(key: "segments", value: .array(segments.map(JSONValue.string))),
          JSONValue.Member(
            key: "groups", value: .array(groups.map { ["type": .string($0.type), "id": .string($0.id)] })),
          JSONValue.Member(key: "lifecycles", value: stages?.json ?? []),
          JSONValue.Member(key: SystemProperty.viewedInteractions, value: .array(viewed)),
          JSONValue.Member(key: "timeline", value: .array(events.map(\.json))),
        ]
        return Terminal.print(.object((json.object ?? []) + more))
      }
      var table = Table("PROPERTY", "VALUES")
      for member in json.object ?? [] where member.key != "properties" {
        table.add(member.key, member.value.string ?? "")
      }
      table.add("segments", segments.joined(separator: ", "))
      if !groups.isEmpty { table.add("groups", groups.map { "\($0.type) \($0.id)" }.joined(separator: ", ")) }
      table.add("lifecycles", stages?.text ?? "")
      for interaction in viewed {
        let words = ["name", "id"].compactMap { interaction[$0]?.string }
        table.add(
          "viewed",
          "\(words[0]): \(interaction["count"]?.integer ?? 0) times, last \(interaction["last_seen"]?.string ?? "")")
      }
      for property in json["properties"]?.object ?? [] {
        table.add(property.key, (property.value.array ?? []).map { $0.string ?? $0.text }.joined(separator: ", "))
      }
      table.print()
      guard !events.isEmpty else { return }
      Terminal.print()
      ShownEvent.show(events)
    }
  }
}
