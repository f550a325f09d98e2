import Foundation

extension Check {
  static let libraryChecks: [Check] = [
    Check(
      "no-search-paths", .static, "It looks for libraries where the system does, and nowhere else.",
      remedy: "link without -rpath: install the library, or link it in (-l:libNAME.a)"
    ) { subject in
      var found: [String] = []
      for path in try subject.elf.searchPaths {
        if path.contains("$ORIGIN") {
          found.append("'\(path)' means nothing here: Millrace loads a copy of the file from memory")
        } else if !path.hasPrefix("/") {
          return .fail("'\(path)' is a place that depends on where Millrace was started")
        } else if Self.isWritableForOthers(path) {
          return .fail("in '\(path)' anybody may put a library")
        } else {
          found.append("'\(path)' is not there on other machines")
        }
      }
      return .warn(ifAny: found)
    },
    Check(
      "libraries-found", .static, "Every library that it needs is installed.",
      remedy: "install the package that has it ('apt-file search NAME'), or link it in"
    ) { subject in
      let libraries = SharedLibraries(searchPaths: try subject.elf.searchPaths)
      return .fail(
        ifAny: try subject.elf.neededLibraries.filter { libraries.path(of: $0) == nil }.map { "\($0) is not found" })
    },
    Check(
      "libraries-of-the-system", .static, "They are the system's, so that it loads on other machines too.",
      remedy: "use the distribution's package of the library, or link it in"
    ) { subject in
      let libraries = SharedLibraries(searchPaths: try subject.elf.searchPaths)
      let own = ["/opt/", "/home/", "/usr/local/", "/root/", "/tmp/"]
      return .warn(
        ifAny: try subject.elf.neededLibraries.compactMap { name in
          guard let path = libraries.path(of: name), own.contains(where: path.hasPrefix) else { return nil }
          return "\(name) is at \(path): it will not load elsewhere"
        })
    },
    Check(
      "library-versions", .static, "It needs no newer C and C++ libraries than Debian 12 has.",
      remedy: "build it on Debian 12, or with an older compiler"
    ) { subject in
      return .warn(
        ifAny: try subject.elf.neededVersions.filter { SymbolVersion.isNewerThanDebian12($0.version) }
          .map { "it needs \($0.version) of \($0.library)" })
    },
  ]

  private static func isWritableForOthers(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IWOTH != 0
  }
}
