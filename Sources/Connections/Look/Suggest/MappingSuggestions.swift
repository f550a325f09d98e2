import IterableAPI
import Profiles
import Records

/// What a goal could map: the fields that live records have, or for an export the properties that profiles have, each with
/// where it goes already or could go. Writes nothing anywhere.
public struct MappingSuggestions: Sendable {
  public var goal: String
  public var kind: Goal.Kind
  /// Records, or for an export profiles, that were looked at.
  public var records: Int
  public var fields: [Field]
  /// What the goal's timeline mappings could take, in their order.
  public var timeline: [TimelineSuggestions] = []
  /// For an export: the project's fields that no mapping fills and no suggestion names, with their types there.
  public var otherFields: [String: String] = [:]

  public struct Field: Sendable {
    /// The record's field, or for an export the profile property.
    public var name: String
    /// Iterable's type of the field; nil where Iterable does not say. For an export the property's type.
    public var sourceType: String?
    /// What a property for it is; nil where none can hold its values, or nobody knows yet.
    public var type: Property.ValueType?
    public var holdsObjects = false
    /// Whether every value is true or false: properties have no type for that, and keep the words as text.
    public var holdsBooleans = false
    /// Records with a value.
    public var present: Int
    /// Values, one line each: addresses and telephone numbers are masked, and what the field's name says is a person's name,
    /// birth or address.
    public var examples: [String]
    /// Where the goal's mappings put it.
    public var mappedTo: [String]
    /// Whether the goal finds by it.
    public var isLinked: Bool
    /// Where it could go: a property, or for an export a field.
    public var target: String
    /// The type of the target where that exists already.
    public var existingType: String?
    /// Whether it was not there when a run last looked.
    public var isNew = false

    /// Whether "map all" takes it.
    public var isSuggested: Bool { mappedTo.isEmpty && !isLinked && !holdsObjects && type != nil }
  }

  /// Whether anything could be mapped that is not.
  public var hasSuggestions: Bool {
    fields.contains(where: \.isSuggested) || timeline.contains { $0.fields.contains { $0.target != nil } }
  }

  /// Looks at `rows` records of the goal's source, `Preview.mostRows` at most, behind its processors. nil is the
  /// connection's first goal. `prefix` stands before the suggested targets; nil is the goal's own.
  ///
  /// Throws ``ConnectionsError``, ``IterableError``, ``ProfilesError`` and ``PluginHostError``.
  public static func of(
    _ connection: Connection, goal: String? = nil, prefix: String? = nil, rows: Int = 100,
    in installation: Installation, cancellation: Cancellation = Cancellation()
  ) throws -> MappingSuggestions {
    guard let goal = goal.map({ name in connection.goals.first { $0.name == name } }) ?? connection.goals.first else {
      throw goal.map(connection.unknownGoal)
        ?? ConnectionsError(.nothingToRun, "connection '\(connection.id)' has no goal to suggest mappings for")
    }
    let client = try IterableClient(connection, in: installation, cancellation: cancellation)
    let rows = min(max(rows, 1), Preview.mostRows)
    let finder = SuggestionFinder(connection: connection, client: client, installation: installation, rows: rows)
    switch goal {
    case .importGroups(let goal): return try finder.suggestions(for: goal, prefix: prefix ?? goal.prefix)
    case .importProfiles(let goal): return try finder.suggestions(for: goal, prefix: prefix ?? goal.prefix)
    case .exportProfiles(let goal): return try finder.suggestions(for: goal, prefix: prefix ?? "")
    }
  }
}
