import Foundation
import Records

/// Finds some properties' values in one profile's document after another.
///
/// What follows a property in a document is predicted from the documents before, so finding the properties costs one
/// comparison each as a rule. One thread at a time.
public final class DocumentReader {
  /// A member of the current document; positions are offsets in it.
  struct Slot {
    var start: Int
    /// Of the `[`.
    var values: Int
    /// Behind the `]`.
    var end: Int
    /// Index of the property; -1: not one that is looked for.
    var property: Int
  }

  /// A key that some document had, or that is looked for, spelled `"name":[`.
  private struct Key {
    var spelling: Range<Int>
    var property: Int
    /// The key that followed it last; 0 is the start of a document and follows none.
    var next: Int
  }

  private var keys: [Key] = [Key(spelling: 0..<0, property: -1, next: 0)]
  private let spellings = ByteBuffer()
  /// Open addressing over the keys' names; 0 is free. A power of two, at most half full.
  private var table = [Int](repeating: 0, count: 256)
  private var slotOfProperty: [Int]

  private(set) var slots: [Slot] = []
  private(set) var document = UnsafeRawBufferPointer(start: nil, count: 0)

  /// - Parameter properties: names, each once; a property is its index in them from now on.
  public init(properties: [String]) {
    slotOfProperty = Array(repeating: -1, count: properties.count)
    slots.reserveCapacity(properties.count + 16)
    for (index, name) in properties.enumerated() {
      var spelling = "\"\(name)\":["
      spelling.withUTF8 { _ = addKey(UnsafeRawBufferPointer($0), property: index) }
    }
  }

  /// Borrows the document until the next `read`. `corruptDocument` where it is not what a store writes.
  public func read(_ document: UnsafeRawBufferPointer) throws {
    clear()
    guard let base = document.baseAddress, document.count >= 2, document[0] == UInt8(ascii: "{") else {
      throw Self.corrupt(at: 0)
    }
    self.document = document
    let end = document.count
    guard document[1] != UInt8(ascii: "}") else {
      if end == 2 { return }
      throw fail(at: 2)
    }
    var at = 1
    var previous = 0
    while true {
      let start = at
      let predicted = keys[previous].next
      let key: Int
      if predicted != 0, matches(predicted, base + at, available: end - at) {
        key = predicted
      } else {
        guard let found = findKey(base + at, available: end - at) else { throw fail(at: at) }
        key = found
        keys[previous].next = key
      }
      at += keys[key].spelling.count
      let values = at - 1
      at = JSONText.endOfList(base, from: at, to: end)
      guard at > 0, at < end else { throw fail(at: values) }
      let property = keys[key].property
      if property >= 0 {
        guard slotOfProperty[property] < 0 else { throw fail(at: start) }
        slotOfProperty[property] = slots.count
      }
      slots.append(Slot(start: start, values: values, end: at, property: property))
      previous = key
      switch document[at] {
      case UInt8(ascii: ","): at += 1
      case UInt8(ascii: "}") where at + 1 == end: return
      default: throw fail(at: at)
      }
    }
  }

  /// As if a document without properties had been read.
  func clear() {
    slots.removeAll(keepingCapacity: true)
    for index in slotOfProperty.indices { slotOfProperty[index] = -1 }
    document = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// The property's values; none where the document does not have it.
  public func values(_ property: Int) -> StoredValues {
    let slot = slotOfProperty[property]
    guard slot >= 0 else { return StoredValues(json: UnsafeRawBufferPointer(start: nil, count: 0)) }
    return StoredValues(json: document[from: slots[slot].values, to: slots[slot].end])
  }

  /// -1 where the document does not have it.
  func slot(of property: Int) -> Int { slotOfProperty[property] }

  @inline(__always)
  private func matches(_ key: Int, _ start: UnsafeRawPointer, available: Int) -> Bool {
    let spelling = keys[key].spelling
    return spelling.count <= available && memcmp(start, spellings.base + spelling.lowerBound, spelling.count) == 0
  }

  /// The key that starts here, known from now on; nil where it is none.
  private func findKey(_ start: UnsafeRawPointer, available: Int) -> Int? {
    guard available > 0, start.load(as: UInt8.self) == JSONText.quote else { return nil }
    let length = JSONText.endOfString(start, from: 1, to: available) + 2
    guard length >= 4, length <= available else { return nil }
    let spelling = UnsafeRawBufferPointer(start: start, count: length)
    guard spelling[length - 2] == UInt8(ascii: ":"), spelling[length - 1] == UInt8(ascii: "[") else { return nil }
    var place = Self.hash(spelling) & (table.count - 1)
    while table[place] != 0 {
      if keys[table[place]].spelling.count == length, matches(table[place], start, available: available) {
        return table[place]
      }
      place = (place + 1) & (table.count - 1)
    }
    return addKey(spelling, property: -1)
  }

  private func addKey(_ spelling: UnsafeRawBufferPointer, property: Int) -> Int {
    if keys.count * 2 > table.count {
      table = Array(repeating: 0, count: table.count * 2)
      for key in keys.indices.dropFirst() {
        enter(key, spellings.bytes[from: keys[key].spelling.lowerBound, to: keys[key].spelling.upperBound])
      }
    }
    let start = spellings.count
    spellings.append(spelling)
    keys.append(Key(spelling: start..<spellings.count, property: property, next: 0))
    enter(keys.count - 1, spelling)
    return keys.count - 1
  }

  private func enter(_ key: Int, _ spelling: UnsafeRawBufferPointer) {
    var place = Self.hash(spelling) & (table.count - 1)
    while table[place] != 0 { place = (place + 1) & (table.count - 1) }
    table[place] = key
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash >> 20)
  }

  private func fail(at offset: Int) -> ProfilesError {
    clear()
    return Self.corrupt(at: offset)
  }

  private static func corrupt(at offset: Int) -> ProfilesError {
    ProfilesError(
      .corruptDocument, "a profile's document is damaged at byte \(offset)",
      hint: "restore the store from a backup, or erase the profile")
  }
}
