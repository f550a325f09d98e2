import ArgumentParser
import Profiles
import Records

struct ProfileShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "One profile with all its properties.")

  @OptionGroup var profile: ProfileArgument
  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let store = try homeOptions.folder.openStoreForReading()
    try store.read { reader in
      let id = try profile.find(in: reader)
      var segments: [String] = []
      var json: JSONValue = .null
      _ = try reader.withProfile(id) { row in
        json = try ProfileLine.json(row)
        for segment in try reader.segments() where try reader.predicate(segment: segment.id).matches(row, in: reader) {
          segments.append(segment.id)
        }
      }
      guard outputOptions.output == .table else {
        let member = JSONValue.Member(key: "segments", value: .array(segments.map(JSONValue.string)))
        return Terminal.print(.object((json.object ?? []) + [member]))
      }
      var table = Table("PROPERTY", "VALUES")
      for member in json.object ?? [] where member.key != "properties" {
        table.add(member.key, member.value.string ?? "")
      }
      table.add("segments", segments.joined(separator: ", "))
      for property in json["properties"]?.object ?? [] {
        table.add(property.key, (property.value.array ?? []).map { $0.string ?? $0.text }.joined(separator: ", "))
      }
      table.print()
    }
  }
}
