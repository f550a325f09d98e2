import Connections
import Foundation
import PluginHost
import Profiles
import Records
import YAMLReading

/// A goal between its YAML and its form. The form's tree has the shape of the goal; where a form needs another one it has members of its
/// own: `all`, `lists` of texts, `kind` and `value` of an export's mappings, `period`.
///
/// What the form does not show stays as the goal has it.
struct GoalForm: Sendable {
  let kind: Goal.Kind
  var tree: JSONValue

  // MARK: From the goal

  init(_ goal: JSONValue) {
    kind = goal.object?.first.flatMap { Goal.Kind(rawValue: $0.key) } ?? .importProfiles
    var tree = goal
    tree = tree.changed(["processors"]) { $0 ?? .array([]) }
    tree = tree.changed(["link"]) { $0 ?? .array([]) }
    tree = tree.changed(["mappings"]) {
      .array(($0?.array ?? []).map { Self.isExport(goal) ? Self.formExport($0) : $0 })
    }
    switch kind {
    case .importProfiles:
      let lists = goal["source"]?["lists"]?.array
      tree = tree.changed(["source"]) { _ in
        ["all": lists == nil ? "yes" : "no", "lists": .string(Self.lines(lists ?? []))]
      }
      tree = tree.changed(["create_profiles"]) { Self.box($0?.bool ?? false) }
      tree = tree.changed(["timeline"]) { .array(($0?.array ?? []).map(Self.formTimeline)) }
    case .exportProfiles:
      tree = tree.changed(["lists"]) { .array(($0?.array ?? []).map(Self.formList)) }
      let timeline = goal["timeline"]
      tree = tree.changed(["timeline"]) { _ in timeline.map(Self.formTimelineExport) ?? .object([]) }
      tree = tree.changed(["lifecycle"]) { ["count_touch": Self.box($0?["count_touch"]?.bool ?? false)] }
    case .importGroups:
      tree = tree.changed(["create_groups"]) { Self.box($0?.bool ?? true) }
    }
    self.tree = tree
  }

  /// As a browser sent it.
  init(kind: Goal.Kind, sent tree: JSONValue) {
    self.kind = kind
    self.tree = tree
  }

  private static func isExport(_ goal: JSONValue) -> Bool {
    goal.object?.first?.key == Goal.Kind.exportProfiles.rawValue
  }

  private static func box(_ isOn: Bool) -> JSONValue { isOn ? "on" : "" }

  private static func lines(_ values: [JSONValue]) -> String {
    values.map { $0.string ?? $0.text }.joined(separator: "\n")
  }

  private static func formList(_ list: JSONValue) -> JSONValue {
    guard list.object != nil else { return ["list": .string(list.string ?? list.text)] }
    return list.changed(["list"]) { .string($0.map { $0.string ?? $0.text } ?? "") }
      .changed(["clean_up"]) { box($0?.bool ?? false) }
      .changed(["clean_up_limit_percent"]) { .string($0?.integer.map(String.init) ?? "") }
  }

  private static func formExport(_ mapping: JSONValue) -> JSONValue {
    var (kind, value) = ("property", "")
    if let word = mapping["from"]?.string {
      kind = word
    } else if let member = mapping["from"]?.object?.first {
      kind = member.key
      value = member.value.string ?? lines(member.value.array ?? []).replacing("\n", with: ", ")
    }
    return ["kind": .string(kind), "value": .string(value), "field": mapping["field"] ?? ""]
  }

  private static func formTimeline(_ mapping: JSONValue) -> JSONValue {
    mapping.changed(["id"]) { id in .string(id?.string ?? lines(id?.array ?? []).replacing("\n", with: ", ")) }
      .changed(["all_properties"]) { box($0?.bool ?? false) }
      .changed(["each"]) { each in .array(each?.array ?? (each?.object == nil ? [] : [each!])) }
      .changed(["properties"]) { $0 ?? .array([]) }
      .changed(["processors"]) { .string($0?.array.map { $0.map { "- \($0.yaml)" }.joined(separator: "\n") } ?? "") }
  }

  private static func formTimelineExport(_ timeline: JSONValue) -> JSONValue {
    let types = timeline["types"]
    let period = timeline["period"]
    let (kind, days) = (
      period?["last_days"] != nil ? "last_days" : period?.object == nil ? "all" : "between",
      period?["last_days"]?.integer.map(String.init) ?? ""
    )
    return [
      "on": "on", "types": .string(types?.string == "all" ? "" : types?.string ?? lines(types?.array ?? [])),
      "period": .string(kind), "last_days": .string(days),
      "after": .string(period?["after"].map { $0.string ?? $0.text } ?? ""),
      "before": .string(period?["before"].map { $0.string ?? $0.text } ?? ""),
    ]
  }

  // MARK: To the goal

  /// The goal that the form says; `name` and whether it is active are not the form's. Throws ``ConsoleError`` where an option of a
  /// processor is no YAML.
  func goal(named name: String, active: Bool, catalogue: PluginCatalogue) throws -> JSONValue {
    var members: [JSONValue.Member] = [.init(key: kind.rawValue, value: .string(name))]
    func add(_ key: String, _ value: JSONValue?) { if let value { members.append(.init(key: key, value: value)) } }
    if !active { add("active", .bool(false)) }
    let processors = try (tree["processors"]?.array ?? []).map { try Self.processor($0, catalogue) }
    switch kind {
    case .importProfiles:
      let lists = Self.references(tree["source"]?.filled("lists") ?? "")
      add("source", tree["source"]?.filled("all") == "no" ? ["lists": .array(lists)] : "all")
      add("processors", processors.isEmpty ? nil : .array(processors))
      add("link", .array(rows("link", ["field", "property"])))
      add("create_profiles", .bool(tree.filled("create_profiles") == "on"))
      let matches = tree.filled("on_multiple_matches") ?? "reject"
      add("on_multiple_matches", matches == "reject" ? nil : .string(matches))
      add("prefix", tree.filled("prefix").map { .string($0) })
      add("mappings", .array(rows("mappings", ["field", "property", "strategy", "type"])))
      let timeline = try (tree["timeline"]?.array ?? []).map(Self.timeline)
      add("timeline", timeline.isEmpty ? nil : .array(timeline))
    case .exportProfiles:
      add("segment", .string(tree.filled("segment") ?? ""))
      let lists = (tree["lists"]?.array ?? []).compactMap(Self.list)
      add("lists", lists.isEmpty ? nil : .array(lists))
      add("processors", processors.isEmpty ? nil : .array(processors))
      add("link", .array(rows("link", ["property", "field"])))
      add("mappings", .array((tree["mappings"]?.array ?? []).compactMap(Self.exportMapping)))
      add("timeline", tree["timeline"].flatMap(Self.timelineExport))
      add("lifecycle", tree["lifecycle"]?.filled("count_touch") == "on" ? ["count_touch": true] : nil)
    case .importGroups:
      add("catalog", .string(tree.filled("catalog") ?? ""))
      add("group_type", .string(tree.filled("group_type") ?? ""))
      add("id", tree.filled("id").map { .string($0) })
      add("processors", processors.isEmpty ? nil : .array(processors))
      if tree.filled("create_groups") != "on" { add("create_groups", false) }
      add("prefix", tree.filled("prefix").map { .string($0) })
      add("mappings", .array(rows("mappings", ["field", "property", "strategy", "type"])))
    }
    return .object(members)
  }

  /// Rows of a list with what is filled in; empty ones are left out.
  private func rows(_ key: String, _ names: [String]) -> [JSONValue] { Self.rows(tree[key], names) }

  private static func rows(_ list: JSONValue?, _ names: [String]) -> [JSONValue] {
    (list?.array ?? []).compactMap { row in
      let members = names.compactMap { name in row.filled(name).map { JSONValue.Member(key: name, value: .string($0)) }
      }
      return members.contains { $0.key == "field" || $0.key == "property" } ? .object(members) : nil
    }
  }

  /// Lists by name or, where it is a number, by that.
  private static func references(_ text: String) -> [JSONValue] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.map(reference)
  }

  private static func reference(_ text: String) -> JSONValue { Int64(text).map { .integer($0) } ?? .string(text) }

  private static func list(_ row: JSONValue) -> JSONValue? {
    guard let name = row.filled("list") else { return nil }
    var members: [JSONValue.Member] = [.init(key: "list", value: reference(name))]
    if row.filled("clean_up") == "on" {
      members.append(.init(key: "clean_up", value: true))
      if let limit = row.filled("clean_up_limit_percent") {
        members.append(.init(key: "clean_up_limit_percent", value: reference(limit)))
      }
    }
    return .object(members)
  }

  private static func exportMapping(_ row: JSONValue) -> JSONValue? {
    let kind = row.filled("kind") ?? "property"
    // A text may begin and end with white space.
    let value = kind == "text" ? row["value"]?.string.flatMap { $0.isEmpty ? nil : $0 } : row.filled("value")
    guard row.filled("field") != nil || value != nil else { return nil }
    let from: JSONValue
    switch kind {
    case "property", "text": from = .object([.init(key: kind, value: .string(value ?? ""))])
    case "segments", "lifecycles":
      let ids = (value ?? "all").split(separator: ",").map { JSONValue.string($0.trimmingCharacters(in: .whitespaces)) }
      from = .object([.init(key: kind, value: ids == ["all"] ? "all" : .array(ids))])
    default: from = .string(kind)
    }
    return ["from": from, "field": .string(row.filled("field") ?? "")]
  }

  private static func timeline(_ row: JSONValue) throws(ConsoleError) -> JSONValue {
    var members: [JSONValue.Member] = []
    func add(_ key: String, _ value: JSONValue?) { if let value { members.append(.init(key: key, value: value)) } }
    let source = row.filled("source") ?? "record"
    add("type", .string(row.filled("type") ?? ""))
    add("source", .string(source))
    add("event_name", source == "custom_events" ? row.filled("event_name").map { .string($0) } : nil)
    if let text = row.filled("processors"), source != "record" {
      guard let processors = JSONValue(yaml: text), processors.array != nil else {
        throw ConsoleError(.badRequest, "the processors of a Timeline mapping are no list in YAML")
      }
      add("processors", processors)
    }
    let ids = (row.filled("id") ?? "").split(separator: ",").map {
      JSONValue.string($0.trimmingCharacters(in: .whitespaces))
    }
    add("id", ids.count > 1 ? .array(ids) : ids.first)
    add("date", row.filled("date").map { .string($0) })
    let properties = rows(row["properties"], ["field", "property"])
    add("properties", properties.isEmpty ? nil : .array(properties))
    let each = (row["each"]?.array ?? []).compactMap { item -> JSONValue? in
      guard item.filled("items") != nil || item.filled("property") != nil else { return nil }
      return [
        "items": .string(item.filled("items") ?? ""), "property": .string(item.filled("property") ?? ""),
        "properties": .array(rows(item["properties"], ["field", "property"])),
      ]
    }
    add("each", each.count == 1 ? each[0] : each.isEmpty ? nil : .array(each))
    if row.filled("all_properties") == "on" { add("all_properties", true) }
    return .object(members)
  }

  private static func timelineExport(_ row: JSONValue) -> JSONValue? {
    guard row.filled("on") == "on" else { return nil }
    let types = (row.filled("types") ?? "").split { $0 == "\n" || $0 == "," }
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    let period: JSONValue
    switch row.filled("period") {
    case "last_days": period = ["last_days": row.filled("last_days").map(reference) ?? .null]
    case "between":
      period = .object(
        ["after", "before"].compactMap { key in row.filled(key).map { .init(key: key, value: .string($0)) } })
    default: period = "all"
    }
    return ["types": types.isEmpty ? "all" : .array(types.map { .string($0) }), "period": period]
  }

  // MARK: Processors

  private static func processor(_ row: JSONValue, _ catalogue: PluginCatalogue) throws -> JSONValue {
    let (plugin, processor) = (row.filled("plugin") ?? "", row.filled("processor"))
    var members: [JSONValue.Member] = [.init(key: "plugin", value: .string(plugin))]
    if let processor { members.append(.init(key: "processor", value: .string(processor))) }
    let config: JSONValue
    if let text = row.filled("config_yaml") {
      // The plugin is not here to say how its form looks.
      guard let parsed = JSONValue(yaml: text) else {
        throw ConsoleError(.badRequest, "the configuration of '\(plugin)' is not YAML")
      }
      config = parsed
    } else if let schema = try? catalogue.processor(plugin: plugin, processor: processor).schema {
      config = try ConfigForm.config(schema, from: row["config"] ?? .object([]))
    } else {
      config = row["config"] ?? .object([])
    }
    if config != .object([]) { members.append(.init(key: "config", value: config)) }
    if let placement = row.filled("placement") { members.append(.init(key: "placement", value: .string(placement))) }
    if let seconds = row.filled("timeout_seconds") {
      members.append(
        .init(
          key: "timeout_seconds",
          value: Int64(seconds).map { .integer($0) } ?? Double(seconds).map { .number($0) } ?? .string(seconds)))
    }
    if let word = row.filled("when_suspended") { members.append(.init(key: "when_suspended", value: .string(word))) }
    return .object(members)
  }
}
