import Foundation
import PluginHost

/// The connection files of a folder, read anew when they change.
struct ConnectionFolder {
  private let folder: URL
  private var watch: FolderWatch

  init(_ folder: URL) {
    self.folder = folder
    watch = FolderWatch(folders: [folder], extensions: ["yaml", "yml"])
  }

  /// What the files say.
  struct Content {
    var connections: [Connection] = []
    /// Files that cannot be used, with every reason.
    var refused: [ConnectionsError] = []
  }

  /// The content where it changed since the last call, else nil. Connections whose files are refused are not in it.
  mutating func changedContent() -> Content? {
    guard watch.changed() else { return nil }
    var content = Content()
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    for file in files.sorted(by: { $0.path < $1.path })
    where ["yaml", "yml"].contains(file.pathExtension) && !file.lastPathComponent.hasPrefix(".") {
      do {
        let connection = try ConnectionFile(contentsOf: file).checkedConnection()
        if content.connections.contains(where: { $0.id == connection.id }) {
          throw ConnectionsError(
            .invalidFile, "\(file.path): another file has the connection '\(connection.id)' already",
            hint: "give one of them another id")
        }
        content.connections.append(connection)
      } catch {
        content.refused.append(error as? ConnectionsError ?? ConnectionsError(.file, "\(file.path): \(error)"))
      }
    }
    return content
  }
}
