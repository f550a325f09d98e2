import Foundation
import Records

/// An event type laid out for reading events: its properties in one array, neighbours side by side.
struct EventShape {
  struct Property {
    var key: [UInt8]
    var type: EventPropertyType
    var isRequired: Bool
    var isMultiple: Bool
    /// What an object consists of.
    var members: Range<Int> = 0..<0
  }

  private(set) var properties: [Property] = []
  /// The properties of the event itself.
  var top: Range<Int> { 0..<topCount }
  private let topCount: Int

  init(_ type: EventType) {
    topCount = type.properties.count
    var levels = [type.properties[...]]
    var owners: [Int?] = [nil]
    while let level = levels.first {
      levels.removeFirst()
      let start = properties.count
      if let owner = owners.removeFirst() { properties[owner].members = start..<start + level.count }
      for property in level {
        if property.type == .object {
          levels.append(property.properties[...])
          owners.append(properties.count)
        }
        properties.append(
          Property(
            key: Array(property.key.utf8), type: property.type, isRequired: property.isRequired,
            isMultiple: property.isMultiple))
      }
    }
  }

  func key(_ property: Int) -> String { String(decoding: properties[property].key, as: UTF8.self) }

  /// The property of this name, its escapes in it still; nil where there is none. Events mostly have their properties in
  /// the order of the type: the search begins at `expected` and goes round.
  func property(named name: UnsafeRawBufferPointer, in members: Range<Int>, from expected: Int) -> Int? {
    guard !name.contains(JSONText.backslash) else {
      return withUnsafeTemporaryAllocation(byteCount: name.count, alignment: 1) { unescaped in
        let count = JSONText.unescape(name, to: unescaped.baseAddress!)
        guard count >= 0 else { return nil }
        return find(UnsafeRawBufferPointer(rebasing: unescaped[..<count]), members, expected)
      }
    }
    return find(name, members, expected)
  }

  private func find(_ name: UnsafeRawBufferPointer, _ members: Range<Int>, _ expected: Int) -> Int? {
    guard let start = name.baseAddress else { return nil }
    var at = expected
    for _ in members {
      if at >= members.upperBound { at = members.lowerBound }
      let isFound = properties[at].key.withUnsafeBytes { key in
        key.count == name.count && memcmp(key.baseAddress!, start, key.count) == 0
      }
      if isFound { return at }
      at += 1
    }
    return nil
  }
}
