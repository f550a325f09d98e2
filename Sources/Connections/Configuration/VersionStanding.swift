import Foundation
import Profiles

/// Which of a connection's versions is the connection.
public struct VersionStanding: Sendable, Equatable {
  /// The number of the version that rules; nil where none does.
  public var ruling: Int64?
  /// Why none does; nil where one does.
  public var reason: String?
}

extension ConnectionLibrary {
  /// Which version rules now. A text that was only run, and never kept as the connection, does not.
  public func standing(of name: String) throws -> VersionStanding {
    let member: ConnectionMember
    do {
      member = try self.member(name)
    } catch let error as ConnectionsError {
      return VersionStanding(reason: "\(error)")
    }
    switch member.ruler {
    case .store: return VersionStanding(ruling: member.version?.number)
    case .deleted: return VersionStanding(reason: "the connection is deleted")
    case .lostFile(let path):
      return VersionStanding(reason: "the file \(path) ruled the connection, and is gone")
    case .file(let url):
      if let version = member.version, version.text == member.text { return VersionStanding(ruling: version.number) }
      return VersionStanding(
        reason: "the file \(url.path) rules the connection, and becomes a version when 'run' or 'serve' sees it")
    }
  }

  /// Notes in the histories which ruling files are gone, or are another connection's now.
  func noteLostFiles(_ content: ConnectionFolder.Content) throws {
    let lost = try store.read { try $0.currentVersions() }.filter { version in
      guard version.origin != .delete, let file = version.file, isRuling(file) else { return false }
      guard !content.connections.contains(where: { $0.id == version.connection }) else { return false }
      let isAnothers = content.connections.contains { $0.source.file?.path == file }
      return isAnothers || !FileManager.default.fileExists(atPath: file)
    }
    guard !lost.isEmpty else { return }
    try store.write { writer in
      for version in lost {
        _ = try add(
          ConnectionVersion(
            connection: version.connection, text: "", folder: version.folder, file: version.file, origin: .delete,
            actor: actor, note: "its file is gone"), writer)
      }
    }
  }

  private func isRuling(_ file: String) -> Bool {
    URL(fileURLWithPath: file).deletingLastPathComponent().path == folder.path
  }
}
