import Profiles
import Records

/// Puts profiles of a segment into a batch: the identifiers of the goal's link, then a column for each mapping.
/// One thread at a time.
final class ProfileColumns {
  enum Outcome {
    case added
    /// No identifier, or no value for any of the mapped properties.
    case nothingToSend
  }

  private enum Source {
    case property(Int, Property.ValueType)
    case system(SystemProperty)
    case segments([(name: String, predicate: SegmentPredicate)])
    /// With the text of each stage.
    case lifecycles([(predicate: LifecyclePredicate, stages: [[UInt8]])])
    case viewedInteractions
    case text(String)
  }

  private let links: [(field: String, property: Int, isAddress: Bool)]
  private let mappings: [(field: String, source: Source)]
  private let document: DocumentReader
  /// Whether a profile without a value for any of the mapped properties has nothing to send.
  private let needsValue: Bool
  private var columns: [Int] = []
  private var json: [UInt8] = []

  /// Throws ``ConnectionsError`` where a property is not known, ``ProfilesError`` where a segment is not.
  init(_ goal: ExportProfilesGoal, _ reader: any ProfileReader, now: Timestamp) throws {
    let known = Dictionary(try reader.properties().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var names: [String] = []
    func index(of name: String) throws -> (Int, Property.ValueType) {
      guard let property = known[name] else {
        let all = Array(known.keys).sorted() + SystemProperty.allCases.map(\.rawValue)
        throw ConnectionsError(
          .unknownName, "goal '\(goal.name)' names property '\(name)', which does not exist",
          hint: Suggestion.hint(for: name, among: all))
      }
      // A property may be the link's and a mapping's, but a document is read for each once.
      if let known = names.firstIndex(of: name) { return (known, property.type) }
      names.append(name)
      return (names.count - 1, property.type)
    }
    links = try goal.link.map {
      let (index, type) = try index(of: $0.property)
      return ($0.field, index, type == .email || $0.field == "email")
    }
    mappings = try goal.mappings.map { mapping in
      let source: Source =
        switch mapping.source {
        case .property(let name):
          if let system = SystemProperty(rawValue: name) {
            .system(system)
          } else {
            try {
              let (index, type) = try index(of: name)
              return .property(index, type)
            }()
          }
        case .profileID: .system(.profileID)
        case .permissionLevel: .system(.permission)
        case .text(let text): .text(text)
        case .viewedInteractions: .viewedInteractions
        case .lifecycles(let chosen):
          .lifecycles(
            try (chosen?.map(reader.lifecycle) ?? reader.lifecycles()).map { lifecycle in
              let stages = lifecycle.stages.indices.map { Array(lifecycle.reference(to: $0).description.utf8) }
              return (try reader.predicate(of: lifecycle, now: now), stages)
            })
        case .segments(let chosen):
          .segments(
            try (chosen ?? reader.segments().map(\.id)).map { ($0, try reader.predicate(segment: $0, now: now)) })
        }
      return (mapping.field, source)
    }
    let mapped = goal.mappings.compactMap { if case .property(let name) = $0.source { name } else { nil } }
    // Every profile has values of the system's properties.
    needsValue = !mapped.isEmpty && mapped.allSatisfy { SystemProperty(rawValue: $0) == nil }
    document = DocumentReader(properties: names)
  }

  /// The batch's columns; call it for each empty batch.
  func prepare(_ batch: Batch) throws {
    columns = try (links.map(\.field) + mappings.map(\.field)).map { try batch.addColumn(named: $0) }
  }

  /// Appends the profile to the batch, which has room. The row's number is the profile's id.
  func add(_ profile: ProfileRow, to batch: Batch, _ reader: any ProfileReader) throws -> Outcome {
    try document.read(profile.document)
    let sendsAddresses = profile.permission == .personal
    guard links.contains(where: { (sendsAddresses || !$0.isAddress) && !document.values($0.property).isEmpty }) else {
      return .nothingToSend
    }
    let hasValue = mappings.contains { mapping in
      if case .property(let index, let type) = mapping.source {
        (sendsAddresses || type != .email) && !document.values(index).isEmpty
      } else {
        false
      }
    }
    guard hasValue || !needsValue else { return .nothingToSend }
    let row = batch.appendRow(number: UInt64(profile.id.rawValue))!
    for (place, link) in links.enumerated() where sendsAddresses || !link.isAddress {
      if let value = document.values(link.property).first {
        try value.withBytes { try batch.set(batch.cells(columns[place]) + row, kind: MR_TEXT, bytes: $0) }
      }
    }
    for (place, mapping) in mappings.enumerated() {
      if !sendsAddresses, case .property(_, .email) = mapping.source { continue }
      try set(batch.cells(columns[links.count + place]) + row, mapping.source, profile, batch, reader)
    }
    return .added
  }

  private func set(
    _ cell: UnsafeMutablePointer<mr_cell>, _ source: Source, _ profile: ProfileRow, _ batch: Batch,
    _ reader: any ProfileReader
  ) throws {
    switch source {
    case .text(let text): try setText(cell, text, batch)
    case .system(let property): try setText(cell, property.text(of: profile), batch)
    case .segments(let segments):
      let names = try segments.filter { try $0.predicate.matches(profile, in: reader) }.map {
        JSONValue.string($0.name)
      }
      var text = JSONValue.array(names).text
      try text.withUTF8 { try batch.set(cell, kind: MR_LIST, bytes: UnsafeRawBufferPointer($0)) }
    case .lifecycles(let lifecycles):
      json.removeAll(keepingCapacity: true)
      for (predicate, stages) in lifecycles {
        if let stage = try predicate.stage(of: profile, in: reader) { appendText(stages[stage]) }
      }
      try setList(cell, batch)
    case .viewedInteractions:
      json.removeAll(keepingCapacity: true)
      try reader.viewedInteractions(of: profile.id) { appendText($0.id) }
      try setList(cell, batch)
    case .property(let index, let type):
      try set(cell, document.values(index), type, batch)
    }
  }

  /// Appends a text that has nothing to escape to the list in `json`.
  private func appendText(_ text: some Collection<UInt8>) {
    json.append(UInt8(ascii: json.isEmpty ? "[" : ","))
    json.append(UInt8(ascii: "\""))
    json.append(contentsOf: text)
    json.append(UInt8(ascii: "\""))
  }

  private func setList(_ cell: UnsafeMutablePointer<mr_cell>, _ batch: Batch) throws {
    if json.isEmpty { json.append(UInt8(ascii: "[")) }
    json.append(UInt8(ascii: "]"))
    try json.withUnsafeBytes { try batch.set(cell, kind: MR_LIST, bytes: $0) }
  }

  /// One value goes as itself, several as a list. Dates take the form that Iterable's documentation lists.
  private func set(
    _ cell: UnsafeMutablePointer<mr_cell>, _ values: StoredValues, _ type: Property.ValueType, _ batch: Batch
  ) throws {
    guard let first = values.first else { return }
    let isSingle = values.count == 1
    if type == .dateTime {
      if isSingle { return try setText(cell, Self.iterableDate(first.text), batch) }
      var text = JSONValue.array(values.map { .string(Self.iterableDate($0.text)) }).text
      return try text.withUTF8 { try batch.set(cell, kind: MR_LIST, bytes: UnsafeRawBufferPointer($0)) }
    }
    guard isSingle else { return try batch.set(cell, kind: MR_LIST, bytes: values.json) }
    try first.withBytes { bytes in
      try batch.set(cell, kind: MR_TEXT, bytes: bytes)
      if !first.isText { cell.pointee.becomeNumber(bytes) }
    }
  }

  private func setText(_ cell: UnsafeMutablePointer<mr_cell>, _ text: String, _ batch: Batch) throws {
    var text = text
    try text.withUTF8 { try batch.set(cell, kind: MR_TEXT, bytes: UnsafeRawBufferPointer($0)) }
  }

  /// `2026-01-31T08:00:00.5Z` as `2026-01-31 08:00:00 +00:00`.
  static func iterableDate(_ text: String) -> String {
    guard text.utf8.count >= 20 else { return text }
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) +00:00"
  }
}

extension mr_cell {
  /// Makes a number of a text cell that holds one; the text stays as its spelling.
  fileprivate mutating func becomeNumber(_ bytes: UnsafeRawBufferPointer) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard bytes.count <= Int(UInt16.max), let place = UInt32(exactly: `as`.offset) else { return }
    var number = mr_cell()
    if let integer = Int64(text) {
      number.kind = UInt8(MR_INT)
      number.as.integer = integer
    } else if let double = Double(text), double.isFinite {
      number.kind = UInt8(MR_DOUBLE)
      number.as.number = double
    } else {
      return
    }
    number.spelling = UInt16(bytes.count)
    number.length = place
    self = number
  }
}
