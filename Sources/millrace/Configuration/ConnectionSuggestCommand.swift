import ArgumentParser
import Connections
import Records

struct ConnectionSuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: "The fields that live records have, and mappings for those that are not mapped yet; writes nothing.",
    discussion: """
      An import's records are looked at as they come out of its processors. For an export it is the other way round: the
      properties of the segment's profiles, and the fields that the Iterable project has.

      Examples:
        millrace connection suggest newsletter.yaml --goal subscribers
        millrace connection suggest newsletter.yaml --goal subscribers --output yaml    mappings, to be pasted
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, yaml, json
  }

  @OptionGroup var argument: ConnectionArgument

  @Option(name: .long, help: "The goal to look at; the first one of the file where it is left out.")
  var goal: String?

  @Option(name: .long, help: "Stands before what is suggested. [the goal's prefix]")
  var prefix: String?

  @Option(name: .long, help: "So many records are looked at, from 1 to \(Preview.mostRows).")
  var rows = 100

  @Option(name: .long, help: "How to print: table, yaml to be pasted into the goal, or json for programs.")
  var output: Format = .table

  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    guard (1...Preview.mostRows).contains(rows) else {
      throw ValidationError("--rows is between 1 and \(Preview.mostRows)")
    }
  }

  func run() throws {
    let home = homeOptions.folder
    let connection = try argument.load(in: home)
    let store = try home.openStoreForReading()
    let suggestions = try Interrupt.cancels {
      try MappingSuggestions.of(
        connection, goal: goal, prefix: prefix, rows: rows, in: try home.installation(store: store), cancellation: $0)
    }
    switch output {
    case .table: SuggestionText.show(suggestions)
    case .yaml: Terminal.print(suggestions.yaml)
    case .json: Terminal.print(SuggestionText.json(suggestions))
    }
  }
}

/// Suggestions as people read them, a line a field, and as programs do.
enum SuggestionText {
  static func show(_ suggestions: MappingSuggestions) {
    let isExport = suggestions.kind == .exportProfiles
    let looked = "\(suggestions.records.grouped) \(isExport ? "profiles" : "records")"
    Terminal.print(Terminal.coloured("goal \(suggestions.goal)", .bold) + ", \(looked)")
    var table = Table(
      isExport ? "PROPERTY" : "FIELD", "TYPE", isExport ? "STORED AS" : "IN ITERABLE", "WITH VALUE", "EXAMPLES",
      isExport ? "FIELD" : "PROPERTY", "NOTE", numeric: [3])
    for field in suggestions.fields {
      let share = suggestions.records == 0 ? 0 : field.present * 100 / suggestions.records
      table.add(
        field.name, field.type?.rawValue ?? "", field.sourceType ?? "", "\(share) %",
        field.examples.joined(separator: ", "),
        field.mappedTo.isEmpty ? (field.type == nil ? "" : field.target) : field.mappedTo.joined(separator: ", "),
        note(field, suggestions.kind))
    }
    table.print()
    if !suggestions.otherFields.isEmpty {
      Terminal.print("\nOther fields of the Iterable project:")
      for (name, type) in suggestions.otherFields.sorted(by: { $0.key < $1.key }) {
        Terminal.print("  \(name) (\(type))")
      }
    }
    if suggestions.fields.contains(where: \.isSuggested) {
      Terminal.say("--output yaml prints mappings for those that are not mapped yet")
    }
  }

  private static func note(_ field: MappingSuggestions.Field, _ kind: Goal.Kind) -> String {
    var notes = field.isNew ? ["new since the last run"] : []
    if field.isLinked { notes.append("linked") }
    if !field.mappedTo.isEmpty { notes.append("mapped") }
    if field.holdsObjects { notes.append("holds objects") }
    if field.isSuggested, let existing = field.existingNote(kind) { notes.append(existing) }
    return notes.joined(separator: ", ")
  }

  static func json(_ suggestions: MappingSuggestions) -> JSONValue {
    [
      "goal": .string(suggestions.goal), "kind": .string(suggestions.kind.rawValue),
      "records": .integer(Int64(suggestions.records)), "fields": .array(suggestions.fields.map(json)),
      "other_fields": .array(
        suggestions.otherFields.sorted { $0.key < $1.key }.map {
          ["name": .string($0.key), "type": .string($0.value)]
        }),
    ]
  }

  private static func json(_ field: MappingSuggestions.Field) -> JSONValue {
    func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? nil }
    return [
      "name": .string(field.name), "source_type": text(field.sourceType), "type": text(field.type?.rawValue),
      "holds_objects": .bool(field.holdsObjects), "with_value": .integer(Int64(field.present)),
      "examples": .array(field.examples.map(JSONValue.string)),
      "mapped_to": .array(field.mappedTo.map(JSONValue.string)), "linked": .bool(field.isLinked),
      "target": .string(field.target), "existing_type": text(field.existingType), "new": .bool(field.isNew),
      "suggested": .bool(field.isSuggested),
    ]
  }
}
