import Crypto
import Foundation
import Mustache

/// Templates and assets, read once: `Web` of this module, which lies beside the program.
struct WebFolder: Sendable {
  struct Asset: Sendable {
    var content: String
    var type: String
  }

  let templates: MustacheLibrary
  /// By file name.
  let assets: [String: Asset]
  /// The path below which assets are: it changes with their content, so browsers may keep them for ever.
  let assetPath: String

  private static let types = [
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    "json": "application/json",
  ]

  /// Throws ``ConsoleError`` where a file is missing or is no template.
  init() throws(ConsoleError) {
    Markup.register()
    let folder = Self.folder
    guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else {
      throw Self.missing(folder)
    }
    var templates = MustacheLibrary()
    var assets: [String: Asset] = [:]
    for case let file as URL in files.allObjects where !file.hasDirectoryPath {
      guard let content = try? String(contentsOf: file, encoding: .utf8) else { throw Self.missing(file) }
      let name = file.deletingPathExtension().lastPathComponent
      if file.pathExtension == "mustache" {
        do {
          try templates.register(Markup.pragma + content, named: name)
        } catch {
          throw ConsoleError(.failed, "\(file.path) is no template: \(error)", hint: "install the program anew")
        }
      } else if let type = Self.types[file.pathExtension] {
        assets[file.lastPathComponent] = Asset(content: content, type: type)
      }
    }
    guard templates.getTemplate(named: "layout") != nil, assets["style.css"] != nil else { throw Self.missing(folder) }
    self.templates = templates
    self.assets = assets
    var hash = SHA256()
    for (name, asset) in assets.sorted(by: { $0.key < $1.key }) { hash.update(data: Data((name + asset.content).utf8)) }
    assetPath = "/assets/" + hash.finalize().prefix(6).map { String($0, radix: 36) }.joined()
  }

  /// Beside the program, and beside tests; installed too.
  private static var folder: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "millrace_Console.resources/Web", directoryHint: .isDirectory)
  }

  private static func missing(_ url: URL) -> ConsoleError {
    ConsoleError(.failed, "the console's files are not whole: \(url.path)", hint: "install the program anew")
  }
}
