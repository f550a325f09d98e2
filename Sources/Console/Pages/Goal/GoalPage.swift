import Connections
import Foundation
import PluginHost
import Profiles
import Records
import YAMLReading

/// A goal in the steps that the guide numbers. What it shows is the form's tree, saved or not.
struct GoalPage: Page {
  static let template = "goal"
  let title: String
  let section = "/connections"

  struct Pair: Sendable {
    var name: String
    var number: String
    var field: String
    var property: String
  }

  struct Mapping: Sendable {
    var name: String
    var number: String
    var field: String
    var property: String
    var strategies: [Choice]
    var types: [Choice]
    /// A property that has values already.
    var existing: String?
  }

  struct ExportMapping: Sendable {
    var name: String
    var number: String
    var kinds: [Choice]
    var value: String
    var field: String
  }

  struct ExportList: Sendable {
    var name: String
    var number: String
    var list: String
    var cleansUp: Bool
    var limit: String
  }

  struct Item: Sendable {
    var name: String
    var number: String
    var items: String
    var property: String
    var pairs: [Pair]
  }

  struct Timeline: Sendable {
    var name: String
    var number: String
    var types: [Choice]
    var sources: [Choice]
    var eventName: String
    var id: String
    var date: String
    var mapsAll: Bool
    var processors: String
    var pairs: [Pair]
    var items: [Item]
  }

  struct Processor: Sendable {
    var name: String
    var number: String
    var plugin: String
    var processor: String
    var label: String
    var help: String
    var fields: [ConfigForm.Field]
    /// The configuration as YAML, where the plugin is not here.
    var yaml: String?
    var placements: [Choice]
    var timeout: String
    var suspended: [Choice]
    var problem: String?
  }

  struct Offer: Sendable {
    var plugin: String
    var processor: String
    var label: String
    var help: String
  }

  let head: ConnectionHead
  /// That the form is of; an outdated one stays so until the page is loaded anew.
  let version: String
  let name: String
  let path: String
  let isActive: Bool
  let isImport: Bool
  let isExport: Bool
  let isGroups: Bool
  let problems: [FormProblem]
  let hasProblems: Bool
  /// What was changed and is not saved yet.
  let isChanged: Bool
  /// Live rows through the goal as the form has it, where they were asked for.
  let feeds: [PreviewPage.Feed]
  let hasPreview: Bool

  // Source
  let takesAll: Bool
  let lists: String
  let knownLists: [Choice]
  let hasKnownLists: Bool
  let catalog: String
  let groupTypes: [Choice]
  let id: String
  let segments: [Choice]

  // Processors
  let processors: [Processor]
  let offers: [Offer]
  let search: String

  // Link
  let link: [Pair]
  let creates: Bool
  let matches: [Choice]

  // Mappings
  let prefix: String
  let mappings: [Mapping]
  let exportMappings: [ExportMapping]
  let exportLists: [ExportList]
  let properties: [String]
  let fields: [Field]
  let hasFields: Bool

  struct Field: Sendable {
    var name: String
    var words: String
  }

  // Timeline
  let timeline: [Timeline]
  let exportsEvents: Bool
  let exportTypes: String
  let periods: [Choice]
  let lastDays: String
  let after: String
  let before: String
  let countsTouch: Bool
  let isTouchpoint: Bool

  init(_ draft: GoalDraft) {
    let (tree, kind) = (draft.form.tree, draft.form.kind)
    title = "\(draft.name) – \(draft.head.name)"
    head = draft.head
    version = draft.version
    name = draft.name
    path = "\(draft.head.path)/goals/\(Form.encoded(draft.name))"
    isActive = draft.isActive
    isImport = kind == .importProfiles
    isExport = kind == .exportProfiles
    isGroups = kind == .importGroups
    problems = draft.problems
    hasProblems = !draft.problems.isEmpty
    isChanged = draft.isChanged
    feeds = draft.preview.map { PreviewPage.feeds($0, of: kind) } ?? []
    hasPreview = draft.preview != nil

    takesAll = tree["source"]?.filled("all") != "no"
    lists = tree["source"]?.filled("lists") ?? ""
    let chosen = Set(lists.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    knownLists = draft.lists.map { .init(value: $0, label: $0, isChosen: chosen.contains($0)) }
    hasKnownLists = !draft.lists.isEmpty
    catalog = tree.filled("catalog") ?? ""
    groupTypes = Self.choices(draft.facts.groupTypes, tree.filled("group_type") ?? "")
    id = tree.filled("id") ?? ""
    segments = Self.choices(draft.facts.segments, tree.filled("segment") ?? "")

    processors = (tree["processors"]?.array ?? []).enumerated().map { draft.processor($1, at: $0) }
    search = draft.search
    offers = draft.offers

    link = Self.pairs(tree["link"], "link")
    creates = tree.filled(kind == .importGroups ? "create_groups" : "create_profiles") == "on"
    matches = [
      ("reject", "reject the record"), ("newest", "use the profile that changed last"), ("all", "use all of them"),
    ]
    .map { .init(value: $0.0, label: $0.1, isChosen: $0.0 == tree.filled("on_multiple_matches")) }

    prefix = tree.filled("prefix") ?? ""
    let rows = tree["mappings"]?.array ?? []
    mappings = kind == .exportProfiles ? [] : rows.enumerated().map { draft.mapping($1, at: $0) }
    exportMappings =
      kind == .exportProfiles
      ? rows.enumerated().map { index, row in
        ExportMapping(
          name: "mappings.\(index)", number: String(index + 1),
          kinds: Self.exportKinds.map {
            .init(value: $0.0, label: $0.1, isChosen: $0.0 == (row.filled("kind") ?? "property"))
          }, value: row.filled("value") ?? "", field: row.filled("field") ?? "")
      } : []
    exportLists =
      kind == .exportProfiles
      ? (tree["lists"]?.array ?? []).enumerated().map { index, row in
        ExportList(
          name: "lists.\(index)", number: String(index + 1), list: row.filled("list") ?? "",
          cleansUp: row.filled("clean_up") == "on", limit: row.filled("clean_up_limit_percent") ?? "")
      } : []
    properties = draft.facts.properties
    fields = draft.fields.map { Field(name: $0.name, words: $0.words) }
    hasFields = !fields.isEmpty

    timeline =
      kind == .importProfiles
      ? (tree["timeline"]?.array ?? []).enumerated().map { Self.timeline($1, at: $0, draft.facts.eventTypes) } : []
    let export = kind == .exportProfiles ? tree["timeline"] : nil
    exportsEvents = export?.filled("on") == "on"
    exportTypes = export?.filled("types") ?? ""
    periods = [("all", "of all time"), ("last_days", "of the last days"), ("between", "between two days")].map {
      .init(value: $0.0, label: $0.1, isChosen: $0.0 == export?.filled("period"))
    }
    lastDays = export?.filled("last_days") ?? ""
    after = export?.filled("after") ?? ""
    before = export?.filled("before") ?? ""
    countsTouch = tree["lifecycle"]?.filled("count_touch") == "on"
    isTouchpoint = draft.facts.isTouchpoint
  }

  static let exportKinds = [
    ("property", "Profile property"), ("profile_id", "Profile identifier"), ("segments", "Associated segments"),
    ("lifecycles", "Associated lifecycles"), ("viewed_interactions", "All viewed interactions"),
    ("permission_level", "Permission level"), ("text", "Text value"),
  ]

  /// The value first where it is none of those that are known.
  static func choices(_ known: [String], _ value: String) -> [Choice] {
    let all = value.isEmpty || known.contains(value) ? known : [value] + known
    return all.map { .init(value: $0, label: $0, isChosen: $0 == value) }
  }

  static func pairs(_ list: JSONValue?, _ name: String) -> [Pair] {
    (list?.array ?? []).enumerated().map { index, row in
      Pair(
        name: "\(name).\(index)", number: String(index + 1), field: row.filled("field") ?? "",
        property: row.filled("property") ?? "")
    }
  }

  private static func timeline(_ row: JSONValue, at index: Int, _ types: [String]) -> Timeline {
    let name = "timeline.\(index)"
    return Timeline(
      name: name, number: String(index + 1), types: choices(types, row.filled("type") ?? ""),
      sources: [
        ("record", "The subscriber's record"), ("purchases", "Iterable's purchases"),
        ("custom_events", "Iterable's custom events"),
      ].map { .init(value: $0.0, label: $0.1, isChosen: $0.0 == row.filled("source")) },
      eventName: row.filled("event_name") ?? "", id: row.filled("id") ?? "", date: row.filled("date") ?? "",
      mapsAll: row.filled("all_properties") == "on", processors: row.filled("processors") ?? "",
      pairs: pairs(row["properties"], name + ".properties"),
      items: (row["each"]?.array ?? []).enumerated().map { number, item in
        Item(
          name: "\(name).each.\(number)", number: String(number + 1), items: item.filled("items") ?? "",
          property: item.filled("property") ?? "", pairs: pairs(item["properties"], "\(name).each.\(number).properties")
        )
      })
  }
}
