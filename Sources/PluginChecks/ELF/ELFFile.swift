/// What a shared object says of itself in its headers and tables: 64-bit, little-endian ELF. Nothing of it is run.
///
/// The reader is our own since it must bear any bytes, and what it needs is little.
struct ELFFile: Sendable {
  /// `ET_DYN` and so on.
  let type: UInt16
  let machine: UInt16
  let segments: [Segment]
  let sections: [Section]
  let dynamic: [Dynamic]
  /// What it defines for others, and what it needs of them.
  let symbols: [Symbol]
  /// The symbols that are not needed at run time; none in a stripped file.
  let localNames: Set<String>
  /// Versions that it needs of each library.
  let neededVersions: [NeededVersion]
  let size: UInt64
  /// Hexadecimal; nil where it has none.
  let buildID: String?
  /// What the compilers called themselves.
  let compilers: [String]

  struct Segment: Sendable {
    let type: UInt32
    let flags: UInt32
    let offset: UInt64
    let address: UInt64
    let fileSize: UInt64
  }

  struct Section: Sendable {
    let name: String
    let type: UInt32
    let address: UInt64
    let offset: UInt64
    let size: UInt64
    let link: UInt32
  }

  struct Dynamic: Sendable {
    let tag: Int64
    let value: UInt64
    /// Of those that are names.
    let text: String
  }

  struct Symbol: Sendable {
    let name: String
    let isDefined: Bool
    /// `STB_GNU_UNIQUE`: one for the whole process, whoever loads it.
    let isUnique: Bool
    let isWeak: Bool
  }

  struct NeededVersion: Sendable, Equatable {
    let library: String
    let version: String
  }

  static let sharedObject: UInt16 = 3

  /// The machine that this program was built for.
  static var thisMachine: UInt16 {
    #if arch(x86_64)
      62
    #else
      183
    #endif
  }

  static func machineName(_ machine: UInt16) -> String {
    switch machine {
    case 3: "32-bit x86"
    case 40: "32-bit ARM"
    case 62: "x86-64"
    case 183: "AArch64"
    case 243: "RISC-V"
    default: "machine \(machine)"
    }
  }

  /// Throws ``ELFError``.
  init(_ bytes: [UInt8]) throws {
    let file = ELFBytes(bytes: bytes)
    guard bytes.count >= 64, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw ELFError("it is no ELF file") }
    guard bytes[4] == 2, bytes[5] == 1 else { throw ELFError("it is not a 64-bit little-endian ELF file") }
    size = file.count
    type = try file.number(16)
    machine = try file.number(18)
    let tables = ELFTables(file)
    segments = try tables.segments()
    sections = try tables.sections()
    let addresses = segments.filter { $0.type == SegmentType.load }
    dynamic = try tables.dynamic(segments, addresses)
    symbols = try tables.symbols(sections, type: SectionType.dynamicSymbols)
      .filter { !$0.isLocal }.map(\.symbol)
    localNames = Set(try tables.symbols(sections, type: SectionType.symbols).map(\.symbol.name))
    neededVersions = try tables.neededVersions(sections)
    buildID = try tables.buildID(segments)
    compilers = try tables.compilers(sections)
  }

  enum SegmentType {
    static let load: UInt32 = 1
    static let dynamic: UInt32 = 2
    static let note: UInt32 = 4
    static let stack: UInt32 = 0x6474_E551
    static let readOnlyAfterRelocation: UInt32 = 0x6474_E552
  }

  enum SectionType {
    static let symbols: UInt32 = 2
    static let dynamicSymbols: UInt32 = 11
    static let neededVersions: UInt32 = 0x6FFF_FFFE
  }

  enum SegmentFlag {
    static let execute: UInt32 = 1
    static let write: UInt32 = 2
  }

  enum Tag {
    static let needed: Int64 = 1
    static let stringTable: Int64 = 5
    static let soName: Int64 = 14
    static let searchPath: Int64 = 15
    static let textRelocations: Int64 = 22
    static let bindNow: Int64 = 24
    static let constructorBytes: Int64 = 27
    static let runPath: Int64 = 29
    static let flags: Int64 = 30
    static let auditDepend: Int64 = 0x6FFF_FEFB
    static let audit: Int64 = 0x6FFF_FEFC
    static let flags1: Int64 = 0x6FFF_FFFB
    static let auxiliary: Int64 = 0x7FFF_FFFD
    static let filter: Int64 = 0x7FFF_FFFF

    static let names: Set<Int64> = [needed, soName, searchPath, runPath, auditDepend, audit, auxiliary, filter]
  }
}

extension ELFFile {
  func value(_ tag: Int64) -> UInt64? { dynamic.first { $0.tag == tag }?.value }
  func texts(_ tag: Int64) -> [String] { dynamic.filter { $0.tag == tag }.map(\.text) }

  var neededLibraries: [String] { texts(Tag.needed) }
  var searchPaths: [String] {
    (texts(Tag.searchPath) + texts(Tag.runPath)).flatMap { $0.split(separator: ":", omittingEmptySubsequences: false) }
      .map(String.init)
  }
  var exports: [Symbol] { symbols.filter(\.isDefined) }
  var imports: Set<String> { Set(symbols.filter { !$0.isDefined }.map(\.name)) }

  var hasTextRelocations: Bool { value(Tag.textRelocations) != nil || (value(Tag.flags) ?? 0) & 4 != 0 }
  var bindsNow: Bool {
    value(Tag.bindNow) != nil || (value(Tag.flags) ?? 0) & 8 != 0 || (value(Tag.flags1) ?? 0) & 1 != 0
  }
  var hasStaticThreadStorage: Bool { (value(Tag.flags) ?? 0) & 0x10 != 0 }
  /// Functions that run when it is loaded.
  var constructorCount: Int { Int((value(Tag.constructorBytes) ?? 0) / 8) }
  var debugBytes: UInt64 {
    sections.filter { $0.name.hasPrefix(".debug") }.reduce(0) { $0 &+ min($1.size, size) }
  }

  /// The library of its language is linked in, with all that it calls and nothing that tells which of it is used.
  var hasRuntimeBuiltIn: Bool {
    language == "Rust" || (language == "Swift" && !neededLibraries.contains { $0.hasPrefix("libswiftCore") })
  }

  /// A guess; from what the compilers left, and from what it calls.
  var language: String {
    let names = compilers.joined(separator: " ")
    if names.contains("rustc") || localNames.contains("rust_eh_personality") { return "Rust" }
    if names.contains("swift") || imports.contains("swift_retain") { return "Swift" }
    if neededLibraries.contains(where: { $0.hasPrefix("libstdc++") || $0.hasPrefix("libc++") }) { return "C++" }
    return "C"
  }
}
