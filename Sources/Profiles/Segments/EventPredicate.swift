import EventTypes
import Records

/// A condition about events made ready to be asked of many profiles. One thread at a time.
final class EventPredicate {
  private struct Test {
    /// The keys that lead to the values.
    var path: [[UInt8]]
    var test: ValueTest
  }

  private var filter: EventFilter
  private let counts: ClosedRange<Int>
  private let tests: [Test]
  private let values = ByteBuffer(capacity: 256)
  private let scratch = ByteBuffer(capacity: 256)

  /// `invalidDefinition` where the type or a property is not known, or a test does not fit its property.
  init(_ condition: EventCondition, among types: [EventType], now: Timestamp, path: String) throws {
    guard let type = types.first(where: { $0.id == condition.type }) else {
      throw ProfilesError(
        .invalidDefinition, "there is no event type '\(condition.type)'",
        hint: Suggestion.question(for: condition.type, among: types.map(\.id))
          ?? "list the event types, or import it first",
        path: "\(path).event")
    }
    func moment(_ text: String?, _ key: String) throws -> Timestamp? {
      guard var text else { return nil }
      guard let moment = text.withUTF8({ DateTimeText.read(UnsafeRawBufferPointer($0)) }) else {
        throw ProfilesError(
          .invalidDefinition, "'\(text)' is no date", hint: "write 2026-01-31 or 2026-01-31T08:00:00Z",
          path: "\(path).\(key)")
      }
      return Timestamp(microseconds: moment)
    }
    filter = EventFilter(
      types: [type.id], from: try moment(condition.after, "after"), to: try moment(condition.before, "before"))
    if let days = condition.withinLastDays {
      filter.from = Timestamp(microseconds: now.microseconds - Int64(days) * 86_400_000_000)
      filter.to = Timestamp(microseconds: now.microseconds + 1)
    }
    let least = condition.least ?? (condition.most == nil ? 1 : 0)
    counts = least...(condition.most ?? Int.max)
    tests = try condition.tests.map { test in
      let place = "\(path).where.\(test.property)"
      let type = try Self.type(of: test.property, in: type, path: place)
      return Test(
        path: test.property.split(separator: ".").map { Array($0.utf8) },
        test: try ValueTest(test.test, type: type, now: now, path: place))
    }
    // More need not be looked at to know.
    if tests.isEmpty { filter.limit = counts.upperBound == .max ? max(least, 1) : counts.upperBound + 1 }
  }

  private static func type(of property: String, in type: EventType, path: String) throws -> Property.ValueType {
    var properties = type.properties
    var found: EventProperty?
    for key in property.split(separator: ".") {
      found = properties.first { $0.key == key }
      guard let found else {
        throw ProfilesError(
          .invalidDefinition, "event type '\(type.id)' has no property '\(property)'",
          hint: Suggestion.hint(for: String(key), among: properties.map(\.key)), path: path)
      }
      properties = found.properties
    }
    guard let found, let type = Property.ValueType(found.type) else {
      throw ProfilesError(
        .invalidDefinition, "property '\(property)' is an object", hint: "name one of its own, after a dot", path: path)
    }
    return type
  }

  /// Throws as the facts do.
  func passes(_ profile: ProfileID, _ facts: any ProfileFacts) throws -> Bool {
    var count = 0
    try facts.events(of: profile, filter) { event in
      if tests.allSatisfy({ passes($0, event.properties) }) { count += 1 }
    }
    return counts.contains(count)
  }

  private func passes(_ test: Test, _ properties: UnsafeRawBufferPointer) -> Bool {
    values.removeAll()
    values.append(UInt8(ascii: "["))
    var cursor = JSONCursor(properties)
    // What a store keeps is well formed; what is not has no values.
    try? collect(&cursor, test.path[...], of: properties)
    let isEmpty = values.count == 1
    values.append(UInt8(ascii: "]"))
    let empty = UnsafeRawBufferPointer(start: nil, count: 0)
    return test.test.passes(StoredValues(json: isEmpty ? empty : values.bytes), scratch: scratch)
  }

  /// Appends the values that the path leads to from here.
  private func collect(
    _ cursor: inout JSONCursor, _ path: ArraySlice<[UInt8]>, of json: UnsafeRawBufferPointer
  ) throws(JSONSyntaxError) {
    switch try cursor.peek() {
    case .list:
      try cursor.beginList()
      while try cursor.nextElement() { try collect(&cursor, path, of: json) }
    case .object:
      guard let key = path.first else { return try cursor.skipValue() }
      try cursor.beginObject()
      while let name = try cursor.nextMember() {
        if name.elementsEqual(key) {
          try collect(&cursor, path.dropFirst(), of: json)
        } else {
          try cursor.skipValue()
        }
      }
    case .string, .number:
      let start = cursor.offset
      try cursor.skipValue()
      guard path.isEmpty else { return }
      if values.count > 1 { values.append(UInt8(ascii: ",")) }
      values.append(json[from: start, to: cursor.offset])
    case .null, .bool: try cursor.skipValue()
    }
  }
}
