import Foundation

/// What plugins said about themselves, a JSON file for each SHA-256. Only a shortcut: what cannot be read is asked again,
/// what cannot be written is asked every time.
struct DescriptionCache: Sendable {
  let folder: URL

  private struct Record: Codable {
    /// Another Millrace may check more, or read a description differently.
    var millrace: String
    var plugin: PluginDescription
  }

  func description(of file: PluginFile) -> PluginDescription? {
    guard let data = try? Data(contentsOf: url(of: file)),
      let record = try? JSONDecoder().decode(Record.self, from: data), record.millrace == Version.current
    else { return nil }
    return record.plugin
  }

  func keep(_ plugin: PluginDescription, of file: PluginFile) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(Record(millrace: Version.current, plugin: plugin)) else { return }
    // It may be the first that is made of a home, where people's data will be.
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try? data.write(to: url(of: file), options: .atomic)
  }

  private func url(of file: PluginFile) -> URL { folder.appendingPathComponent("\(file.sha256).json") }
}
