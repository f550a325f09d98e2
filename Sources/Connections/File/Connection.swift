import Records
import YAMLReading
import Yams

/// One configured link to one Iterable project.
public struct Connection: Sendable, Equatable {
  /// The name in commands and paths: lower-case letters, digits, `-` and `_`.
  public var id: String
  /// The name for people.
  public var name: String
  public var enabled: Bool
  public var favorite: Bool
  public var labels: [String]
  public var description: String
  /// Only profiles that consented to at least one of these are processed; empty: no restriction.
  public var objectives: [String]
  public var notifications: Notifications?
  public var iterable: IterableProject
  public var schedule: Schedule?
  /// The switches for all import goals and for all export goals.
  public var imports: Bool
  public var exports: Bool
  /// In the order of the file.
  public var goals: [Goal]
  /// What it was read from.
  public var source: ConnectionSource
}

/// One unit of work in a connection.
public enum Goal: Sendable, Equatable {
  case importGroups(ImportGroupsGoal)
  case importProfiles(ImportProfilesGoal)
  case exportProfiles(ExportProfilesGoal)

  /// What a goal does, in the order in which goals run.
  public enum Kind: String, Sendable, CaseIterable {
    case importGroups = "import_groups"
    case importProfiles = "import_profiles"
    case exportProfiles = "export_profiles"
  }

  public var kind: Kind {
    switch self {
    case .importGroups: .importGroups
    case .importProfiles: .importProfiles
    case .exportProfiles: .exportProfiles
    }
  }

  public var name: String {
    switch self {
    case .importGroups(let goal): goal.name
    case .importProfiles(let goal): goal.name
    case .exportProfiles(let goal): goal.name
    }
  }

  public var active: Bool {
    switch self {
    case .importGroups(let goal): goal.active
    case .importProfiles(let goal): goal.active
    case .exportProfiles(let goal): goal.active
    }
  }

  public var processors: [ProcessorStep] {
    switch self {
    case .importGroups(let goal): goal.processors
    case .importProfiles(let goal): goal.processors
    case .exportProfiles(let goal): goal.processors
    }
  }

  /// Those of its timeline mappings too.
  var allProcessors: [ProcessorStep] {
    guard case .importProfiles(let goal) = self else { return processors }
    return processors + goal.timeline.flatMap(\.processors)
  }

  public var isImport: Bool { kind != .exportProfiles }
}

extension Connection {
  /// The goals in the order in which they run: groups, then imports, then exports, the file's order inside each.
  public var goalsInRunningOrder: [Goal] { Goal.Kind.allCases.flatMap { kind in goals.filter { $0.kind == kind } } }
}

// MARK: - Reading

extension Connection {
  static func read(_ reader: MappingReader) -> Connection {
    let id = reader.requiredText(
      "connection", "The connection's id: lower-case letters, digits, '-' and '_'; it names the connection in commands."
    )
    if !id.isEmpty, id.wholeMatch(of: /[a-z0-9][a-z0-9_-]*/) == nil {
      reader.diagnostics.error(
        at: reader.value("connection")!, "'\(id)' is no id for a connection",
        hint: "use lower-case letters, digits, '-' and '_'; the name for people is 'name'")
    }
    let connection = Connection(
      id: id,
      name: reader.text("name", "The name for people.", default: id),
      enabled: reader.boolean("enabled", "Whether the connection may run.", default: true),
      favorite: reader.boolean("favorite", "Whether it is listed first.", default: false),
      labels: reader.texts("labels", "Words to find it by."),
      description: reader.text("description", "What it is for.", default: ""),
      objectives: reader.texts(
        "objectives", "Only profiles that consented to at least one of these objectives are processed."),
      notifications: reader.mapping("notifications", Notifications.read),
      iterable: IterableProject.readRequired(reader),
      schedule: reader.mapping("schedule", Schedule.read) ?? nil,
      imports: reader.boolean("import", "Whether import goals run.", default: true),
      exports: reader.boolean("export", "Whether export goals run.", default: true),
      goals: reader.list("goals", "What the connection does, in order.") { Goal.read($0, reader.diagnostics) },
      source: ConnectionSource(text: "", folder: reader.diagnostics.folder))
    if connection.goals.isEmpty, reader.value("goals")?.sequence?.isEmpty ?? true {
      reader.diagnostics.warning(at: reader.node, "the connection has no goals", hint: "add 'goals:'")
    }
    reader.reportRepeats(
      reader.value("goals")?.sequence?.compactMap { $0.mapping?.first?.value } ?? [], "a goal's name is its own")
    return connection
  }
}

extension Goal {
  /// A goal's kind is the key that holds its name.
  static func read(_ node: Node, _ diagnostics: Diagnostics) -> Goal? {
    guard let mapping = node.mapping else {
      diagnostics.error(at: node, "a goal is a mapping of options, this is \(node.kind)")
      return nil
    }
    let present = mapping.map(\.key).filter { $0.string.flatMap(Kind.init) != nil }
    guard let kind = present.first?.string.flatMap(Kind.init), present.count == 1 else {
      let first = mapping.keys.first?.string ?? ""
      diagnostics.error(
        at: present.last ?? node,
        present.isEmpty ? "a goal begins with its kind and name" : "a goal has one kind, this has \(present.count)",
        hint: Suggestion.nearest(to: first, among: Kind.allCases.map(\.rawValue)).map {
          "did you mean '\($0)' for '\(first)'?"
        }
          ?? "write '- import_profiles: NAME', '- export_profiles: NAME' or '- import_groups: NAME'")
      return nil
    }
    switch kind {
    case .importGroups:
      return MappingReader.read(node, as: "an import_groups goal", diagnostics, ImportGroupsGoal.read)
        .map(Goal.importGroups)
    case .importProfiles:
      return MappingReader.read(node, as: "an import_profiles goal", diagnostics, ImportProfilesGoal.read)
        .map(Goal.importProfiles)
    case .exportProfiles:
      return MappingReader.read(node, as: "an export_profiles goal", diagnostics, ExportProfilesGoal.read)
        .map(Goal.exportProfiles)
    }
  }
}
