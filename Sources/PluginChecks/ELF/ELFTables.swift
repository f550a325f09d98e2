/// The tables of an ELF file, each read within the file's bounds.
struct ELFTables {
  private let file: ELFBytes

  init(_ file: ELFBytes) { self.file = file }

  func segments() throws -> [ELFFile.Segment] {
    let offset: UInt64 = try file.number(32)
    let size = UInt64(try file.number(54, as: UInt16.self))
    let count = UInt64(try file.number(56, as: UInt16.self))
    guard count == 0 || size == 56 else { throw ELFError("its program headers have a size of their own") }
    let table = try file.part(offset, count * 56).startIndex
    return try (0..<count).map { index in
      let at = UInt64(table) + index * 56
      return ELFFile.Segment(
        type: try file.number(at), flags: try file.number(at + 4), offset: try file.number(at + 8),
        address: try file.number(at + 16), fileSize: try file.number(at + 32))
    }
  }

  func sections() throws -> [ELFFile.Section] {
    let offset: UInt64 = try file.number(40)
    let size = UInt64(try file.number(58, as: UInt16.self))
    let count = UInt64(try file.number(60, as: UInt16.self))
    let names = UInt64(try file.number(62, as: UInt16.self))
    guard count > 0, offset > 0 else { return [] }
    guard size == 64, names < count else { throw ELFError("its section headers have a form of their own") }
    _ = try file.part(offset, count * 64)
    let texts: UInt64 = try file.number(offset + names * 64 + 24)
    return try (0..<count).map { index in
      let at = offset + index * 64
      return ELFFile.Section(
        name: try file.text(Self.sum(texts, UInt64(try file.number(at, as: UInt32.self)))),
        type: try file.number(at + 4), address: try file.number(at + 16), offset: try file.number(at + 24),
        size: try file.number(at + 32), link: try file.number(at + 40))
    }
  }

  func dynamic(_ segments: [ELFFile.Segment], _ loaded: [ELFFile.Segment]) throws -> [ELFFile.Dynamic] {
    guard let segment = segments.first(where: { $0.type == ELFFile.SegmentType.dynamic }) else { return [] }
    _ = try file.part(segment.offset, segment.fileSize)
    var entries: [(tag: Int64, value: UInt64)] = []
    for index in 0..<segment.fileSize / 16 {
      let tag = Int64(bitPattern: try file.number(segment.offset + index * 16))
      if tag == 0 { break }
      entries.append((tag, try file.number(segment.offset + index * 16 + 8)))
    }
    let texts = try entries.first { $0.tag == ELFFile.Tag.stringTable }.map { try place(of: $0.value, in: loaded) }
    return try entries.map { entry in
      var text = ""
      if ELFFile.Tag.names.contains(entry.tag), let texts { text = try file.text(Self.sum(texts, entry.value)) }
      return ELFFile.Dynamic(tag: entry.tag, value: entry.value, text: text)
    }
  }

  struct TableSymbol {
    let symbol: ELFFile.Symbol
    let isLocal: Bool
  }

  func symbols(_ sections: [ELFFile.Section], type: UInt32) throws -> [TableSymbol] {
    guard let table = sections.first(where: { $0.type == type }) else { return [] }
    guard table.link < sections.count else { throw ELFError("its symbols have no names") }
    let texts = sections[Int(table.link)].offset
    _ = try file.part(table.offset, table.size)
    return try (0..<table.size / 24).dropFirst().map { index in
      let at = table.offset + index * 24
      let binding = try file.number(at + 4, as: UInt8.self) >> 4
      return TableSymbol(
        symbol: ELFFile.Symbol(
          name: try file.text(Self.sum(texts, UInt64(try file.number(at, as: UInt32.self)))),
          isDefined: try file.number(at + 6, as: UInt16.self) != 0, isUnique: binding == 10, isWeak: binding == 2),
        isLocal: binding == 0)
    }
  }

  func neededVersions(_ sections: [ELFFile.Section]) throws -> [ELFFile.NeededVersion] {
    guard let table = sections.first(where: { $0.type == ELFFile.SectionType.neededVersions }) else { return [] }
    guard table.link < sections.count else { throw ELFError("its versions have no names") }
    let texts = sections[Int(table.link)].offset
    var needed: [ELFFile.NeededVersion] = []
    var at = table.offset
    // Each step goes forward by what the file says: bounded by the count of them that could be there.
    for _ in 0..<min(table.size / 16, 10_000) {
      let library = try file.text(Self.sum(texts, UInt64(try file.number(at + 4, as: UInt32.self))))
      var version = Self.sum(at, UInt64(try file.number(at + 8, as: UInt32.self)))
      for _ in 0..<(try file.number(at + 2, as: UInt16.self)) {
        let name = try file.text(Self.sum(texts, UInt64(try file.number(Self.sum(version, 8), as: UInt32.self))))
        needed.append(ELFFile.NeededVersion(library: library, version: name))
        let next = UInt64(try file.number(Self.sum(version, 12), as: UInt32.self))
        if next == 0 || needed.count > 10_000 { break }
        version = Self.sum(version, next)
      }
      let next = UInt64(try file.number(at + 12, as: UInt32.self))
      if next == 0 || needed.count > 10_000 { break }
      at = Self.sum(at, next)
    }
    return needed
  }

  /// The first note called GNU of type 3.
  func buildID(_ segments: [ELFFile.Segment]) throws -> String? {
    for segment in segments where segment.type == ELFFile.SegmentType.note {
      var notes = try file.part(segment.offset, segment.fileSize)
      while notes.count >= 12 {
        let at = UInt64(notes.startIndex)
        let name = Int(try file.number(at, as: UInt32.self))
        let value = Int(try file.number(at + 4, as: UInt32.self))
        let head = 12 + (name + 3) / 4 * 4
        guard head + value <= notes.count else { break }
        if try file.number(at + 8, as: UInt32.self) == 3, notes.dropFirst(12).prefix(4).elementsEqual("GNU\0".utf8) {
          return notes.dropFirst(head).prefix(min(value, 64)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            .joined()
        }
        notes = notes.dropFirst(head + (value + 3) / 4 * 4)
      }
    }
    return nil
  }

  func compilers(_ sections: [ELFFile.Section]) throws -> [String] {
    guard let comment = sections.first(where: { $0.name == ".comment" }) else { return [] }
    return try file.part(comment.offset, comment.size).split(separator: 0).prefix(10)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Where in the file the byte is that will be at this address.
  private func place(of address: UInt64, in segments: [ELFFile.Segment]) throws -> UInt64 {
    for segment in segments where address >= segment.address && address - segment.address < segment.fileSize {
      return Self.sum(segment.offset, address - segment.address)
    }
    throw ELFError("an address lies outside the file")
  }

  /// Beyond every file where it does not fit 64 bits.
  private static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max / 2 : sum
  }
}
