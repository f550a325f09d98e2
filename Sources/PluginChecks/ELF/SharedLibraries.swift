import Foundation

/// Where the dynamic linker finds the libraries that a file needs.
struct SharedLibraries {
  private let folders: [String]

  /// The folders of `/etc/ld.so.conf`, then the system's own; those of the file itself come before them.
  init(searchPaths: [String] = []) {
    let system = ["/lib", "/usr/lib", "/lib64", "/usr/lib64"]
    folders = searchPaths.filter { $0.hasPrefix("/") } + Self.configured("/etc/ld.so.conf", depth: 0) + system
  }

  /// The library's path; nil where it is not found.
  func path(of name: String) -> String? {
    if name.contains("/") { return FileManager.default.fileExists(atPath: name) ? name : nil }
    return folders.lazy.map { "\($0)/\(name)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  private static func configured(_ path: String, depth: Int) -> [String] {
    guard depth < 4, let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").flatMap { line -> [String] in
      let line = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("/") { return [line] }
      guard line.hasPrefix("include ") else { return [] }
      // Debian's own line: include /etc/ld.so.conf.d/*.conf
      let folder = (line.dropFirst(8).trimmingCharacters(in: .whitespaces) as NSString).deletingLastPathComponent
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return files.sorted().filter { $0.hasSuffix(".conf") }
        .flatMap { configured("\(folder)/\($0)", depth: depth + 1) }
    }
  }
}
