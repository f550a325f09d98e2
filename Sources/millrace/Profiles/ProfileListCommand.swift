import ArgumentParser
import Profiles
import Records

struct ProfileListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Profiles in the order of their ids.")

  @Option(name: .long, help: "Only profiles of this segment.")
  var segment: String?

  @Option(name: .long, help: "Only profiles behind this id.")
  var after: Int64 = 0

  @Option(name: .long, help: "So many at most.")
  var limit = 20

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  private struct Enough: Error {}

  func run() throws {
    let store = try homeOptions.folder.openStoreForReading()
    var table = Table("PROFILE", "IDENTIFIER", "PERMISSION", "MODIFIED", "PROPERTIES", numeric: [0, 4])
    var list: [JSONValue] = []
    try store.read { reader in
      let identifiers = try reader.properties().filter(\.isIdentifier).map(\.name)
      let document = DocumentReader(properties: identifiers)
      func add(_ profile: ProfileRow) throws {
        let json = try profile.json()
        list.append(json)
        try document.read(profile.document)
        let identifier = identifiers.indices.lazy.compactMap { document.values($0).first?.text }.first
        table.add(
          profile.id.description, identifier ?? "", profile.permission.description,
          String(profile.modified.description.prefix(19)) + "Z", String(json["properties"]?.object?.count ?? 0))
        if list.count == limit { throw Enough() }
      }
      guard limit > 0 else { return }
      let first = ProfileID(rawValue: after)
      do {
        if let segment {
          try reader.profiles(matching: reader.predicate(segment: segment), after: first, add)
        } else {
          _ = try reader.profiles(after: first, limit: limit, add)
        }
      } catch is Enough {}
    }
    switch outputOptions.output {
    case .json: Terminal.print(.array(list))
    case .table: table.print()
    }
  }
}
