import IterableAPI
import Profiles
import Records

/// What a goal would do to a few real rows: each after every step, then linked and mapped. Writes nothing anywhere.
public struct Preview: Sendable {
  /// One batch of them.
  public static let mostRows = Int(MRB_ROWS)

  public var goal: String
  /// The steps that rows pass, in order: "as read", then each processor's label.
  public var steps: [String]
  public var rows: [Row]
  /// What an import reads beside its subscribers: purchases and custom events, each reading with steps of its own.
  public var feeds: [Feed] = []

  public struct Feed: Sendable {
    /// Such as `purchases` or `custom_events quizFinished`.
    public var source: String
    public var steps: [String]
    public var rows: [Row]
  }

  public struct Row: Sendable {
    /// The record's number in the source, from 1; an export's profile id.
    public var number: Int64
    /// Whether a step made it of another row.
    public var isDerived: Bool
    /// After each of the steps that the row came to, in the order of `steps`.
    public var stages: [Stage]
    public var outcome: Outcome
    /// The Timeline events that would come with it.
    public var events: [Event] = []
  }

  /// A Timeline event that a row would bring.
  public struct Event: Sendable {
    public enum Fate: Sendable {
      case added
      /// One of the same type, id and date has other properties.
      case replaced
      case unchanged
      /// Not kept; why.
      case leftOut(reason: String)
      case refused(code: String, field: String, reason: String)
    }

    /// The event type's id.
    public var type: String
    /// Nil where it is refused, like date and properties.
    public var id: String?
    public var date: Timestamp?
    /// Without the values of sensitive ones.
    public var properties: JSONValue?
    public var fate: Fate
  }

  public struct Stage: Sendable {
    /// Index in `steps`.
    public var step: Int
    /// The fields that are there, in their order.
    public var fields: [Field]
  }

  public struct Field: Sendable {
    public var name: String
    public var value: JSONValue
    /// Index in `steps` of the step that made this value.
    public var madeBy: Int
  }

  /// What an import would do to a property, or an export to a field.
  public struct Change: Sendable {
    public var name: String
    public var strategy: Strategy?
    public var old: [String]
    public var new: [String]
    /// Why the value would not be taken; nil where it would.
    public var refusal: String?

    public var isChanged: Bool { old != new }
  }

  public enum Outcome: Sendable {
    case created(changes: [Change])
    case updated([ProfileID], changes: [Change])
    case unchanged([ProfileID])
    /// A group that would be created, updated or, without changes, left as it is.
    case group(String, isNew: Bool, changes: [Change])
    /// A purchase or custom event of these profiles, which change in nothing but their timelines.
    case linked([ProfileID])
    /// An export's request, nil where Iterable has it already; the lists that would be joined; and the requests of the
    /// Timeline events that would go.
    case sent(json: String?, joins: [String], events: [String])
    /// Already at Iterable as it is.
    case alreadySent
    case filtered
    case skipped(reason: String)
    /// Nobody who is known, and nobody is made of it.
    case passedOver(reason: String)
    case rejected(step: Int, code: String, field: String, reason: String)
  }

  /// Takes `rows` records of the goal's source, `mostRows` at most, through the goal. nil is the connection's first goal.
  ///
  /// Sums are shown as if the row had not been imported yet.
  ///
  /// Throws ``ConnectionsError``, ``IterableError``, ``ProfilesError`` and ``PluginHostError``.
  public static func of(
    _ connection: Connection, goal: String? = nil, rows: Int = 10, in installation: Installation,
    cancellation: Cancellation = Cancellation()
  ) throws -> Preview {
    guard let goal = goal.map({ name in connection.goals.first { $0.name == name } }) ?? connection.goals.first else {
      throw goal.map(connection.unknownGoal)
        ?? ConnectionsError(.nothingToRun, "connection '\(connection.id)' has no goal to preview")
    }
    let client = try IterableClient(connection, in: installation, cancellation: cancellation)
    let rows = min(max(rows, 1), mostRows)
    switch goal {
    case .importGroups(let goal):
      return try GroupPreview(goal: goal, connection: connection, client: client, installation: installation)
        .take(rows)
    case .importProfiles(let goal):
      return try ImportPreview(goal: goal, connection: connection, client: client, installation: installation)
        .take(rows)
    case .exportProfiles(let goal):
      return try ExportPreview(goal: goal, connection: connection, client: client, installation: installation)
        .take(rows)
    }
  }
}
