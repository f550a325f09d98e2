import Foundation
import PluginHost

/// The connection files of a folder, read anew when they change.
public struct ConnectionFolder {
  fileprivate static let extensions: Set<String> = ["yaml", "yml"]

  private let folder: URL
  private var watch: FolderWatch

  init(_ folder: URL) {
    self.folder = folder
    watch = FolderWatch(folders: [folder], extensions: Self.extensions)
  }

  /// Whether a file is one by its name.
  public static func isConnectionFile(_ url: URL) -> Bool { extensions.contains(url.pathExtension) }

  /// What the files say.
  public struct Content {
    /// By file name; those whose files are refused are not among them.
    public private(set) var connections: [Connection] = []
    /// Files that cannot be used, with every reason.
    public var refused: [ConnectionsError] { refusals.map(\.error) }
    private(set) var refusals: [(file: URL?, error: ConnectionsError)] = []

    public init() {}

    /// Also what the store rules.
    mutating func add(_ member: ConnectionMember) {
      do {
        connections.append(try member.connection())
      } catch {
        refusals.append((nil, error as? ConnectionsError ?? ConnectionsError(.store, "\(member.id): \(error)")))
      }
    }
  }

  /// The content where it changed since the last call, else nil. A failure is told once, and what was known stays so.
  mutating func changedContent() -> Result<Content?, ConnectionsError> {
    guard watch.changed() else { return .success(nil) }
    do throws(ConnectionsError) {
      return .success(try Content(of: folder))
    } catch {
      return .failure(error)
    }
  }
}

extension ConnectionFolder.Content {
  /// Reads every file of the folder, hidden ones aside. A folder that is not there is empty; throws where one that is
  /// cannot be listed.
  public init(of folder: URL) throws(ConnectionsError) {
    // Foundation takes what it cannot list for empty.
    guard let listing = opendir(folder.path) else {
      if errno == ENOENT { return }
      throw ConnectionsError(
        .file, "cannot list \(folder.path): \(String(cString: strerror(errno)))",
        hint: "make it a folder that Millrace may read")
    }
    closedir(listing)
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    for file in files.sorted(by: { $0.path < $1.path })
    where ConnectionFolder.extensions.contains(file.pathExtension) && !file.lastPathComponent.hasPrefix(".") {
      do {
        let connection = try ConnectionFile(contentsOf: file).checkedConnection()
        if connections.contains(where: { $0.id == connection.id }) {
          throw ConnectionsError(
            .invalidFile, "\(file.path): another file has the connection '\(connection.id)' already",
            hint: "give one of them another id")
        }
        connections.append(connection)
      } catch {
        refusals.append((file, error as? ConnectionsError ?? ConnectionsError(.file, "\(file.path): \(error)")))
      }
    }
  }
}
