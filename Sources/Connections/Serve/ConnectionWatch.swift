import Profiles

/// The connections that are to be served, those that files rule and those that the store does; told anew when they change.
/// What files say is kept as versions on the way.
struct ConnectionWatch {
  private let library: ConnectionLibrary
  private var folder: ConnectionFolder
  private var content = ConnectionFolder.Content()
  /// The numbers of the versions that the store rules by.
  private var stored: [String: Int64] = [:]

  init(_ library: ConnectionLibrary) {
    self.library = library
    folder = ConnectionFolder(library.folder)
  }

  /// The connections where they changed since the last call, else nil. A folder that cannot be listed is told once, and
  /// what was known stays so. `warn` is told what cannot be kept. Throws ``ProfilesError`` where the store fails.
  mutating func changedContent(warn: (String) -> Void) throws -> Result<ConnectionFolder.Content?, ConnectionsError> {
    var hasChanged = false
    switch folder.changedContent() {
    case .failure(let error): return .failure(error)
    case .success(nil): break
    case .success(let new?):
      (content, hasChanged) = (new, true)
      try library.follow(new.connections, warn: warn)
      try noteLostFiles(warn: warn)
    }
    let versions = try library.store.read { try $0.currentVersions() }.filter { version in
      version.file == nil && version.origin != .delete && !content.connections.contains { $0.id == version.connection }
    }
    let numbers = Dictionary(versions.map { ($0.connection, $0.number) }) { $1 }
    guard hasChanged || numbers != stored else { return .success(nil) }
    stored = numbers
    var all = content
    for version in versions { all.add(ConnectionMember(version)) }
    return .success(all)
  }

  /// What the history cannot be told of now is told with the folder's next change.
  private func noteLostFiles(warn: (String) -> Void) throws {
    do {
      try library.noteLostFiles(content)
    } catch let error as ProfilesError {
      throw error
    } catch {
      warn("the history does not say which connection files are gone: \(error)")
    }
  }
}
