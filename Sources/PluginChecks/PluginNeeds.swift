import Foundation

/// What a plugin's file is and needs, as it says itself in its tables. Nothing of it is run.
public struct PluginNeeds: Sendable {
  public struct Library: Sendable {
    public let name: String
    /// nil: it is not installed.
    public let path: String?
  }

  /// Functions that it calls and that say something about it.
  public struct Calls: Sendable {
    /// `threads`, for programs.
    public let kind: String
    /// `starts threads`, for people.
    public let phrase: String
    public let names: [String]
  }

  /// In bytes.
  public let size: UInt64
  /// Hexadecimal; nil where it has none.
  public let buildID: String?
  /// A guess.
  public let language: String
  public let libraries: [Library]
  public let exports: [String]
  public let calls: [Calls]

  /// Nil where the file is none that the dynamic linker would load.
  public init?(path: String) {
    guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path)), let elf = try? ELFFile(Array(bytes)) else {
      return nil
    }
    let folders = SharedLibraries(searchPaths: elf.searchPaths)
    size = elf.size
    buildID = elf.buildID
    language = elf.language
    libraries = elf.neededLibraries.map { Library(name: $0, path: folders.path(of: $0)) }
    exports = elf.exports.map(\.name).filter { !$0.isEmpty }.sorted()
    calls = NotableImport.allCases.compactMap { kind in
      let names = kind.names.intersection(elf.imports).sorted()
      return names.isEmpty ? nil : Calls(kind: kind.rawValue, phrase: kind.phrase, names: names)
    }
  }
}
