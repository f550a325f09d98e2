import Foundation
import Records

/// Holds events against one type. Made once for any number of events; an event that is right costs no memory.
///
/// Thread: one at a time.
public final class EventValidator {
  public enum UnknownProperties: Sendable {
    /// An event with a property that the type does not have is refused.
    case refused
    /// Such properties are neither looked at nor touched.
    case kept
  }

  /// Bytes of an event beyond which there is a warning.
  public static let usualSize = 1024
  static let findingLimit = 20

  private let shape: EventShape
  private let unknownProperties: UnknownProperties
  /// For each property the object that it was last seen in, by its number.
  private var seen: [UInt64]
  private var objects: UInt64 = 0
  /// How the value that is looked at is reached.
  private var trail: [Step] = []
  private var findings: [EventFinding] = []

  private struct Step {
    var property: Int
    /// The place in the list; nil for a value of its own.
    var element: Int?
  }

  /// The type must be sound; see ``EventType/check()``.
  public init(_ type: EventType, unknownProperties: UnknownProperties = .kept) {
    shape = EventShape(type)
    self.unknownProperties = unknownProperties
    seen = Array(repeating: 0, count: shape.properties.count)
    trail.reserveCapacity(EventTypeRules.depthLimit)
  }

  /// - Parameter properties: the event's properties, one JSON object. Any bytes are allowed; what is no JSON is refused.
  public func validate(_ properties: UnsafeRawBufferPointer) -> EventVerdict {
    findings.removeAll(keepingCapacity: true)
    trail.removeAll(keepingCapacity: true)
    guard (try? UTF8Span(validating: properties.bindMemory(to: UInt8.self).span)) != nil else {
      return malformed("the properties are not UTF-8")
    }
    do {
      var cursor = JSONCursor(properties)
      guard try cursor.peek() == .object else { return malformed("the properties are no JSON object") }
      try object(shape.top, &cursor)
      try cursor.end()
    } catch {
      return malformed("the properties are \(error)")
    }
    guard findings.isEmpty else { return .refused(findings) }
    guard properties.count > Self.usualSize else { return .accepted(warnings: []) }
    let message = "the event has \(properties.count) bytes; more than \(Self.usualSize) are much for a timeline"
    return .accepted(warnings: [EventFinding(path: "", code: .large, message: message)])
  }

  private func malformed(_ message: String) -> EventVerdict {
    .refused([EventFinding(path: "", code: .malformed, message: message)])
  }

  private func object(_ members: Range<Int>, _ cursor: inout JSONCursor) throws(JSONSyntaxError) {
    objects += 1
    let number = objects
    var expected = members.lowerBound
    try cursor.beginObject()
    while let name = try cursor.nextMember() {
      guard let property = shape.property(named: name, in: members, from: expected) else {
        if unknownProperties == .refused { noteUnknown(name, members) }
        try cursor.skipValue()
        continue
      }
      expected = property + 1
      trail.append(Step(property: property))
      if seen[property] == number { note(.repeatedProperty, "it stands twice in one object") }
      if try hasValue(property, &cursor) { seen[property] = number }
      trail.removeLast()
    }
    for property in members where shape.properties[property].isRequired && seen[property] != number {
      trail.append(Step(property: property))
      note(.missing, "it is required, and has no value")
      trail.removeLast()
    }
  }

  /// Looks at a property's value or values; false where it has none.
  private func hasValue(_ property: Int, _ cursor: inout JSONCursor) throws(JSONSyntaxError) -> Bool {
    switch try cursor.peek() {
    case .null:
      try cursor.skipValue()
      return false
    case .list:
      guard shape.properties[property].isMultiple else {
        note(.notMultiple, "it has one value, and here is a list")
        try cursor.skipValue()
        return true
      }
      var count = 0
      try cursor.beginList()
      while try cursor.nextElement() {
        trail[trail.count - 1].element = count
        try value(property, &cursor)
        count += 1
      }
      return count > 0
    default:
      try value(property, &cursor)
      return true
    }
  }

  private func value(_ property: Int, _ cursor: inout JSONCursor) throws(JSONSyntaxError) {
    let expected = shape.properties[property]
    switch (expected.type, try cursor.peek()) {
    case (.object, .object): return try object(expected.members, &cursor)
    case (.text, .string):
      _ = try cursor.string()
      return
    case (.dateTime, .string): if Self.isMoment(try cursor.string()) { return }
    case (.number, .number):
      if case .number(let number) = ExactDecimal.read(try cursor.number()), number.isWhole { return }
    case (.decimal, .number): if case .number = ExactDecimal.read(try cursor.number()) { return }
    default: try cursor.skipValue()
    }
    note(.wrongType, "it is not \(expected.type.expectation)")
  }

  private static func isMoment(_ text: UnsafeRawBufferPointer) -> Bool {
    // No date has an escape, but its writer may have written one.
    guard text.contains(JSONText.backslash) else { return DateTimeText.read(text) != nil }
    return withUnsafeTemporaryAllocation(byteCount: text.count, alignment: 1) { unescaped in
      let count = JSONText.unescape(text, to: unescaped.baseAddress!)
      return count >= 0 && DateTimeText.read(UnsafeRawBufferPointer(rebasing: unescaped[..<count])) != nil
    }
  }

  // MARK: Findings

  private func note(_ code: EventFinding.Code, _ message: String) {
    guard findings.count < Self.findingLimit else { return }
    var path = ""
    for step in trail {
      if !path.isEmpty { path += "." }
      path += shape.key(step.property)
      if let element = step.element { path += "[\(element)]" }
    }
    findings.append(EventFinding(path: path, code: code, message: message))
  }

  private func noteUnknown(_ name: UnsafeRawBufferPointer, _ members: Range<Int>) {
    guard findings.count < Self.findingLimit else { return }
    let name = String(decoding: name, as: UTF8.self)
    let clause = Suggestion.clause(for: name, among: members.map { shape.key($0) })
    note(.unknownProperty, "the type has no property \(EventTypeRules.quoted(name)) here\(clause)")
  }
}
