import Foundation
import PluginHost

/// A new plugin's files, from the templates of the SDK.
struct PluginProject {
  /// The plugin's id.
  let name: String
  let sdk: URL

  /// Writes what every language's project has, and the templates' own files, the later ones first in rank. Throws
  /// ``PluginHostError`` with code `file` where the folder exists and is not empty, or cannot be written.
  func write(templates names: [String], to folder: URL) throws {
    let files = FileManager.default
    let templates = sdk.appendingPathComponent("templates", isDirectory: true)
    do {
      if files.fileExists(atPath: folder.path), try !files.contentsOfDirectory(atPath: folder.path).isEmpty {
        throw PluginHostError(.file, "\(folder.path) exists already", hint: "choose another name or folder")
      }
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      for part in [templates] + names.map({ templates.appendingPathComponent($0, isDirectory: true) }) {
        for file in try files.contentsOfDirectory(at: part, includingPropertiesForKeys: [.isRegularFileKey])
        where try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
          let text = try filled(String(contentsOf: file, encoding: .utf8), in: file.lastPathComponent)
          let isSource = file.deletingPathExtension().lastPathComponent == "plugin"
          let target = isSource ? "\(name).\(file.pathExtension)" : file.lastPathComponent
          try Data(text.utf8).write(to: folder.appendingPathComponent(target))
        }
      }
    } catch let error as CocoaError {
      throw PluginHostError(.file, "cannot make \(folder.path): \(error.localizedDescription)")
    }
  }

  private func filled(_ text: String, in file: String) -> String {
    func path(_ url: URL) -> String {
      switch file {
      case "Makefile": url.path.replacing("$", with: "$$").replacing("#", with: "\\#")
      case "Cargo.toml": url.path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      default: url.path
      }
    }
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return text.replacing("@NAME@", with: name).replacing("@SDK@", with: path(sdk))
      .replacing("@MILLRACE@", with: path(program))
  }
}
