import EventTypes
import Foundation
import Records

/// A condition made ready to be asked of many profiles, whatever the store. One thread at a time.
public final class SegmentPredicate {
  private indirect enum Node {
    case all([Node])
    case any([Node])
    case not(Node)
    /// Of the document's property.
    case stored(Int, ValueTest)
    case system(SystemProperty, ValueTest)
    /// In a group of the type, by one of the document's properties.
    case group(type: String, joinedBy: [Int], GroupTest)
    /// The conditions of a lifecycle's stages, and which of them are meant; the last place is that of no stage.
    case lifecycle([Node], isMeant: [Bool])
    case viewed(String, since: Timestamp)
    case event(EventPredicate)
  }

  private enum GroupTest {
    case exists
    case oneOf([[UInt8]])
    case meets(SegmentPredicate)
  }

  private let root: Node
  private let document: DocumentReader
  private let systemValue = ByteBuffer(capacity: 256)
  private let scratch = ByteBuffer(capacity: 256)

  /// - Parameters:
  ///   - properties: those the store knows; the condition's must be among them or be system properties.
  ///   - segments, groupTypes, eventTypes, lifecycles: those the condition may refer to.
  ///   - now: what `within_last_days` counts from.
  /// `invalidDefinition` with the path and a suggestion where something is unknown, does not fit its type, or is circular.
  public convenience init(
    _ condition: Condition, properties: [Property], segments: [Segment], groupTypes: [GroupType] = [],
    eventTypes: [EventType] = [], lifecycles: [Lifecycle] = [], now: Timestamp
  ) throws {
    try self.init(
      condition,
      Compiler(
        properties: properties, segments: segments, groupTypes: groupTypes, eventTypes: eventTypes,
        lifecycles: lifecycles, now: now),
      path: "where")
  }

  private init(_ condition: Condition, _ compiler: Compiler, path: String) throws {
    var compiler = compiler
    root = try compiler.node(condition, path: path)
    document = DocumentReader(properties: compiler.used)
  }

  /// One that is asked for the `furthestStage` of a lifecycle.
  init(
    stagesOf lifecycle: Lifecycle, properties: [Property], segments: [Segment], groupTypes: [GroupType],
    eventTypes: [EventType], lifecycles: [Lifecycle], now: Timestamp
  ) throws {
    var compiler = Compiler(
      properties: properties, segments: segments, groupTypes: groupTypes, eventTypes: eventTypes,
      lifecycles: lifecycles, now: now)
    root = .lifecycle(try compiler.stages(of: lifecycle, path: ""), isMeant: [])
    document = DocumentReader(properties: compiler.used)
  }

  /// - Parameter facts: what lent the profile, as a rule; asked for what is kept beside its document.
  /// `corruptDocument` where the profile's document is not what a store writes.
  public func matches(_ profile: ProfileRow, in facts: any ProfileFacts) throws -> Bool {
    try document.read(profile.document)
    return try passes(root, profile, facts)
  }

  /// Index of the last stage whose condition the profile meets; nil where it meets none.
  func furthestStage(of profile: ProfileRow, in facts: any ProfileFacts) throws -> Int? {
    guard case .lifecycle(let stages, _) = root else { return nil }
    try document.read(profile.document)
    return try stages.lastIndex { try passes($0, profile, facts) }
  }

  private func passes(_ node: Node, _ profile: ProfileRow, _ facts: any ProfileFacts) throws -> Bool {
    switch node {
    case .all(let nodes): try nodes.allSatisfy { try passes($0, profile, facts) }
    case .any(let nodes): try nodes.contains { try passes($0, profile, facts) }
    case .not(let node): try !passes(node, profile, facts)
    case .stored(let property, let test): test.passes(document.values(property), scratch: scratch)
    case .system(let property, let test): test.passes(values(of: property, profile), scratch: scratch)
    case .lifecycle(let stages, let isMeant):
      isMeant[try stages.lastIndex { try passes($0, profile, facts) } ?? stages.count]
    case .viewed(let interaction, let since): try facts.hasViewed(profile.id, interaction, since: since)
    case .group(let type, let properties, let test):
      try properties.contains { property in
        try document.values(property).contains { id in
          try id.withBytes { try isGroup($0, of: type, test, facts) }
        }
      }
    case .event(let event): try event.passes(profile.id, facts)
    }
  }

  /// Whether there is such a group, and it passes.
  private func isGroup(
    _ id: UnsafeRawBufferPointer, of type: String, _ test: GroupTest, _ facts: any ProfileFacts
  ) throws -> Bool {
    if case .oneOf(let ids) = test, !ids.contains(where: { $0.withUnsafeBytes { $0.hasBytes(of: id) } }) {
      return false
    }
    var passes = true
    let isThere = try facts.withGroup(type, id) { group in
      guard case .meets(let predicate) = test else { return }
      // A group is asked as a profile is: it has a document and two dates, and the compiler lets ask for nothing else.
      let row = ProfileRow(
        id: .first, created: group.created, modified: group.modified, permission: .personal, document: group.document)
      passes = try predicate.matches(row, in: facts)
    }
    return isThere && passes
  }

  /// A system property as if it stood in the document. Valid until the next call.
  private func values(of property: SystemProperty, _ profile: ProfileRow) -> StoredValues {
    systemValue.removeAll()
    systemValue.append(UInt8(ascii: "["))
    if property.type != .number { systemValue.append(JSONText.quote) }
    switch property {
    case .created, .modified:
      let moment = property == .created ? profile.created : profile.modified
      systemValue.commit(
        DateTimeText.write(moment.microseconds, to: systemValue.reserve(DateTimeText.capacity)))
    case .profileID, .permission:
      var text = property.text(of: profile)
      text.withUTF8 { systemValue.append(UnsafeRawBufferPointer($0)) }
    }
    if property.type != .number { systemValue.append(JSONText.quote) }
    systemValue.append(UInt8(ascii: "]"))
    return StoredValues(json: systemValue.bytes)
  }

  private struct Compiler {
    let properties: [String: Property]
    let segments: [String: Segment]
    let groupTypes: [String: GroupType]
    let lifecycles: [String: Lifecycle]
    let eventTypes: [EventType]
    let now: Timestamp
    /// The type whose groups are asked; nil: profiles are.
    var groupType: String?
    var used: [String] = []
    /// The segments and lifecycles that are being resolved, outermost first.
    private var open: [Definition] = []

    private struct Definition: Equatable {
      var kind: String
      var id: String
    }

    init(
      properties: [Property], segments: [Segment], groupTypes: [GroupType], eventTypes: [EventType],
      lifecycles: [Lifecycle], now: Timestamp
    ) {
      self.properties = Dictionary(properties.map { ($0.name, $0) }) { first, _ in first }
      self.segments = Dictionary(segments.map { ($0.id, $0) }) { first, _ in first }
      self.groupTypes = Dictionary(groupTypes.map { ($0.id, $0) }) { first, _ in first }
      self.lifecycles = Dictionary(lifecycles.map { ($0.id, $0) }) { first, _ in first }
      self.eventTypes = eventTypes
      self.now = now
    }

    mutating func node(_ condition: Condition, path: String) throws -> Node {
      if let groupType, !condition.canAskGroups {
        throw ProfilesError(
          .invalidDefinition, "cannot be asked of groups of type '\(groupType)'",
          hint: "a group has properties, 'created' and 'modified'; put the rest beside 'group', in an 'all'", path: path
        )
      }
      switch condition {
      case .all(let conditions): return .all(try nodes(conditions, path: "\(path).all"))
      case .any(let conditions): return .any(try nodes(conditions, path: "\(path).any"))
      case .not(let condition): return .not(try node(condition, path: "\(path).not"))
      case .consented(let objective): return consent(Objective.consentedProperty, objective)
      case .refused(let objective): return consent(Objective.refusedProperty, objective)
      case .segment(let id): return try segment(id, path: "\(path).segment")
      case .lifecycle(let id, let stages): return try lifecycle(id, stages, path: path)
      case .viewed(let interaction, let days):
        let since = days.map { now.adding(seconds: -Double($0) * 86_400) } ?? Timestamp(microseconds: .min)
        return .viewed(interaction, since: since)
      case .property(let name, let test): return try property(name, test, path: path)
      case .event(let event): return .event(try EventPredicate(event, among: eventTypes, now: now, path: path))
      case .group(let type, let test): return try group(type, test, path: path)
      }
    }

    private mutating func group(_ id: String, _ test: Condition.GroupTest, path: String) throws -> Node {
      guard let type = groupTypes[id] else {
        throw ProfilesError(
          .invalidDefinition, "there is no group type '\(id)'",
          hint: Suggestion.question(for: id, among: groupTypes.keys.sorted())
            ?? "list the group types, or add it first",
          path: "\(path).group")
      }
      let joinedBy = type.joinedBy.map { use($0) }
      switch test {
      case .exists: return .group(type: id, joinedBy: joinedBy, .exists)
      case .oneOf(let ids): return .group(type: id, joinedBy: joinedBy, .oneOf(ids.map { Array($0.utf8) }))
      case .meets(let condition):
        var compiler = Compiler(
          properties: type.properties, segments: [], groupTypes: [], eventTypes: [], lifecycles: [], now: now)
        compiler.groupType = id
        let predicate = try SegmentPredicate(condition, compiler, path: "\(path).where")
        return .group(type: id, joinedBy: joinedBy, .meets(predicate))
      }
    }

    private mutating func nodes(_ conditions: [Condition], path: String) throws -> [Node] {
      var nodes: [Node] = []
      for (index, condition) in conditions.enumerated() {
        nodes.append(try node(condition, path: "\(path)[\(index)]"))
      }
      return nodes
    }

    private mutating func property(_ name: String, _ test: Condition.Test, path: String) throws -> Node {
      if let system = SystemProperty(rawValue: name) {
        var test = test
        if system == .permission, case .oneOf(let levels) = test {
          test = .oneOf(try levels.map { try level($0, path: path) })
        }
        return .system(system, try ValueTest(test, type: system.type, now: now, path: path))
      }
      guard let property = properties[name] else {
        let known = properties.keys.sorted() + SystemProperty.allCases.map(\.rawValue)
        throw ProfilesError(
          .invalidDefinition, "there is no property '\(name)'",
          hint: Suggestion.question(for: name, among: known)
            ?? (groupType.map { "groups of type '\($0)' get their properties from an import of groups" }
              ?? "list the properties, or add it first"),
          path: "\(path).property")
      }
      return .stored(use(name), try ValueTest(test, type: property.type, now: now, path: path))
    }

    private func level(_ name: String, path: String) throws -> String {
      guard let level = PermissionLevel(name) else {
        throw ProfilesError(
          .invalidDefinition, "'\(name)' is no permission level",
          hint: "known are \(PermissionLevel.allCases.map(\.description).joined(separator: ", "))", path: path)
      }
      return level.description
    }

    private mutating func consent(_ property: String, _ objective: String) -> Node {
      let buffer = ByteBuffer(capacity: 256)
      var objective = objective
      objective.withUTF8 { JSONText.append(UnsafeRawBufferPointer($0), to: buffer) }
      return .stored(use(property), .oneOf([Array(buffer.bytes)]))
    }

    private mutating func use(_ name: String) -> Int {
      if let known = used.firstIndex(of: name) { return known }
      used.append(name)
      return used.count - 1
    }

    private mutating func segment(_ id: String, path: String) throws -> Node {
      guard let segment = segments[id] else {
        throw ProfilesError(
          .invalidDefinition, "there is no segment '\(id)'",
          hint: Suggestion.question(for: id, among: segments.keys.sorted()) ?? "list the segments, or add it first",
          path: path)
      }
      return try resolving(Definition(kind: "segment", id: id), path: path) {
        try $0.node(segment.condition, path: "\(path) '\(id)'")
      }
    }

    private mutating func lifecycle(_ id: String, _ wanted: [String], path: String) throws -> Node {
      guard let lifecycle = lifecycles[id] else {
        throw ProfilesError(
          .invalidDefinition, "there is no lifecycle '\(id)'",
          hint: Suggestion.question(for: id, among: lifecycles.keys.sorted()) ?? "list the lifecycles, or add it first",
          path: "\(path).lifecycle")
      }
      let known = lifecycle.stages.map(\.id) + [Lifecycle.noStage]
      if let unknown = wanted.first(where: { !known.contains($0) }) {
        throw ProfilesError(
          .invalidDefinition, "lifecycle '\(id)' has no stage '\(unknown)'",
          hint: Suggestion.question(for: unknown, among: known) ?? "known are \(known.joined(separator: ", "))",
          path: "\(path).\(wanted.count == 1 ? "stage" : "one_of")")
      }
      return .lifecycle(
        try stages(of: lifecycle, path: "\(path).lifecycle '\(id)'."), isMeant: known.map(wanted.contains))
    }

    /// - Parameter path: what stands before `stages`.
    mutating func stages(of lifecycle: Lifecycle, path: String) throws -> [Node] {
      try resolving(Definition(kind: "lifecycle", id: lifecycle.id), path: path.isEmpty ? "stages" : path) { compiler in
        var nodes: [Node] = []
        for (index, stage) in lifecycle.stages.enumerated() {
          nodes.append(try compiler.node(stage.condition, path: "\(path)stages[\(index)].where"))
        }
        return nodes
      }
    }

    /// Compiles what stands inside a definition, which must not refer to itself.
    private mutating func resolving<Result>(
      _ definition: Definition, path: String, _ body: (inout Self) throws -> Result
    ) throws -> Result {
      guard !open.contains(definition) else {
        let circle = open + [definition]
        let isOfSegments = circle.allSatisfy { $0.kind == "segment" }
        throw ProfilesError(
          .invalidDefinition,
          "\(isOfSegments ? "segments" : "segments and lifecycles") refer to each other in a circle: "
            + circle.map { isOfSegments ? $0.id : "\($0.kind) \($0.id)" }.joined(separator: " → "),
          hint: "let one of them stand on its own", path: path)
      }
      open.append(definition)
      defer { open.removeLast() }
      return try body(&self)
    }
  }
}

extension Condition {
  /// Whether a group has what it asks for.
  fileprivate var canAskGroups: Bool {
    switch self {
    case .all, .any, .not: true
    case .property(let name, _):
      switch SystemProperty(rawValue: name) {
      case nil, .created, .modified: true
      case .profileID, .permission: false
      }
    case .consented, .refused, .segment, .group, .event, .lifecycle, .viewed: false
    }
  }
}
