import Connections
import Foundation
import PluginHost
import Profiles
import Records
import YAMLReading

/// A goal that somebody edits: its form, and what the page offers to choose from.
struct GoalDraft {
  /// What the store and the catalogue know.
  struct Facts {
    var properties: [String] = []
    var segments: [String] = []
    var groupTypes: [String] = []
    var eventTypes: [String] = []
    /// Whether a stage of a lifecycle names the goal.
    var isTouchpoint = false
    /// Properties that something else filled.
    var existing: Set<String> = []
    var plugins: [PluginDescription] = []
  }

  struct Field {
    var name: String
    var words: String
  }

  let connection: Connection
  let head: ConnectionHead
  /// That the form is of.
  var version: String
  let name: String
  let isActive: Bool
  var form: GoalForm
  var isChanged = false
  var problems: [FormProblem] = []
  var facts = Facts()
  /// What was typed into the search for processors.
  var search = ""
  /// The project's lists, where they were asked for.
  var lists: [String] = []
  /// Fields of live records, where they were looked at.
  var fields: [Field] = []
  /// Live rows, where they were asked for.
  var preview: Preview?
  let catalogue: PluginCatalogue

  init(_ visit: Visit) throws {
    let (connection, _, head) = try visit.connection(tab: "")
    let name = try visit.parameter("goal")
    guard let goal = connection.goals.first(where: { $0.name == name }) else {
      throw ConsoleError(
        .notFound, "connection '\(connection.id)' has no goal '\(name)'",
        hint: Suggestion.hint(for: name, among: connection.goals.map(\.name)))
    }
    self.connection = connection
    self.head = head
    version = head.version
    self.name = name
    isActive = goal.active
    catalogue = visit.workspace.installation.catalogue
    var json: JSONValue = .object([])
    _ = try visit.workspace.library.edited(connection.id) { json = try $0.goal(name) }
    form = GoalForm(json)
    facts = try Self.facts(visit, connection, goal)
  }

  private static func facts(_ visit: Visit, _ connection: Connection, _ goal: Goal) throws -> Facts {
    var facts = Facts()
    let plugins = try visit.workspace.installation.catalogue.scan().compactMap(\.plugin)
    try visit.store.read { reader in
      facts.properties = try reader.properties().map(\.name)
      facts.segments = try reader.segments().map(\.id)
      facts.groupTypes = try reader.groupTypes().map(\.id)
      facts.eventTypes = try reader.allEventTypes(plugins.flatMap { $0.eventTypes.map(\.type) }).map(\.id)
      let touchpoint = Touchpoint(connection: connection.id, goal: goal.name)
      facts.isTouchpoint = try reader.lifecycles().contains {
        $0.stages.contains { $0.touchpoints.contains(touchpoint) }
      }
      facts.existing = try connection.existingProperties(of: goal.name, reader)
    }
    facts.plugins = plugins.filter { !$0.processors.isEmpty }
    return facts
  }

  // MARK: What the page shows of it

  func mapping(_ row: JSONValue, at index: Int) -> GoalPage.Mapping {
    let property = row.filled("property") ?? ""
    let full =
      property.isEmpty || property.hasPrefix(form.tree.filled("prefix") ?? "")
      ? property : (form.tree.filled("prefix") ?? "") + property
    return GoalPage.Mapping(
      name: "mappings.\(index)", number: String(index + 1), field: row.filled("field") ?? "", property: property,
      strategies: Strategy.allCases.map {
        .init(value: $0.rawValue, label: $0.words, isChosen: $0.rawValue == (row.filled("strategy") ?? "set"))
      },
      types: [.init(value: "", label: "as its values", isChosen: row.filled("type") == nil)]
        + Property.ValueType.allCases.map {
          .init(
            value: $0.rawValue, label: $0.rawValue.replacing("_", with: " "),
            isChosen: $0.rawValue == row.filled("type"))
        },
      existing: facts.existing.contains(full) ? full : nil)
  }

  func processor(_ row: JSONValue, at index: Int) -> GoalPage.Processor {
    let (plugin, id) = (row.filled("plugin") ?? "", row.filled("processor"))
    let config = row["config"] ?? .object([])
    let name = "processors.\(index)"
    var page = GoalPage.Processor(
      name: name, number: String(index + 1), plugin: plugin, processor: id ?? "", label: plugin, help: "", fields: [],
      placements: [("", "in a worker process, sandboxed"), ("in_process", "in this process: only what is trusted")].map
      {
        .init(value: $0.0, label: $0.1, isChosen: $0.0 == row.filled("placement") ?? "")
      }, timeout: row["timeout_seconds"].map { $0.string ?? $0.text } ?? "",
      suspended: [("", "the goal stops"), ("bypass", "the goal runs without it, and says so")].map {
        .init(value: $0.0, label: $0.1, isChosen: $0.0 == row.filled("when_suspended") ?? "")
      })
    do {
      let reference = try catalogue.processor(plugin: plugin, processor: id)
      page.label = "\(reference.processor.name) \(reference.plugin.version)"
      page.help = reference.processor.description
      page.fields = ConfigForm(reference.schema, config, prefix: name + ".config").fields
    } catch {
      page.problem = ConsoleError(describing: error).description.sentence
      page.yaml = row.filled("config_yaml") ?? config.yaml
    }
    return page
  }

  /// Processors that fit what was searched for, and the direction.
  var offers: [GoalPage.Offer] {
    let words = search.lowercased().split(separator: " ")
    let wanted: ProcessorDescription.Flags = form.kind == .exportProfiles ? .forExport : .forImport
    return facts.plugins.flatMap { plugin in
      plugin.processors.filter { $0.flags.contains(wanted) || $0.flags.isDisjoint(with: [.forImport, .forExport]) }.map
      { processor in
        GoalPage.Offer(
          plugin: plugin.id, processor: plugin.processors.count > 1 ? processor.id : "", label: processor.name,
          help: processor.description)
      }
    }.filter { offer in
      let text = "\(offer.plugin) \(offer.processor) \(offer.label) \(offer.help)".lowercased()
      return words.allSatisfy(text.contains)
    }
  }
}

extension Strategy {
  /// As the guide has them.
  var words: String {
    switch self {
    case .set: "Set"
    case .setIfEmpty: "Set if empty"
    case .setOrClear: "Set or clear"
    case .add: "Add"
    case .sum: "Sum"
    }
  }
}
