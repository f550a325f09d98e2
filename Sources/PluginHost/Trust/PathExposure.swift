import Foundation

/// Somebody besides root and the user who runs Millrace may change what a path leads to.
///
/// The rules are those of `sshd` for a user's keys: everything on the way, from `/` to the file and through every symbolic
/// link, belongs to root or to the user who runs Millrace, and nobody else may write it. In a folder with the sticky bit,
/// such as `/tmp`, others may write and not replace: it is safe for what belongs to these two. The group's right to write
/// is safe where nobody but them is in the group (Debian's private groups). The permissions of POSIX ACLs stand in the
/// group's bits and so are covered. A hard link shares its owner and mode with the file, so another name is no other way in.
/// The folders that the running program itself lies in are not judged: who may write there has replaced Millrace already.
public struct PathExposure: Sendable, Equatable {
  /// The file, folder or link.
  public let path: String
  /// Behind the path: `belongs to bob, mode 0755`.
  public let reason: String
  /// The command that ends it.
  public let remedy: String
}

extension PathExposure {
  /// The first on the way to a file or folder, with symbolic links followed; nil where the way is safe. A path that is not
  /// there is as safe as the folders that are. `opened`: what was opened there, which has to be what lies there.
  static func first(on path: String, opened: stat? = nil) -> PathExposure? {
    let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    var pending = Array(absolute.split(separator: "/").map(String.init).reversed())
    var place = "/"
    var links = 0
    var last = stat()
    if lstat(place, &last) == 0, let found = PathExposure(place, last) { return found }
    while let name = pending.popLast() {
      if name == "." { continue }
      if name == ".." {
        place = parent(of: place)
        continue
      }
      let next = place == "/" ? "/" + name : place + "/" + name
      guard lstat(next, &last) == 0 else { return nil }
      guard last.st_mode & S_IFMT == S_IFLNK else {
        if let found = PathExposure(next, last) { return found }
        place = next
        continue
      }
      if !isOurs(last.st_uid) { return PathExposure(next, last) }
      links += 1
      guard links <= 40, let target = try? FileManager.default.destinationOfSymbolicLink(atPath: next) else {
        return PathExposure(path: next, reason: "leads nowhere", remedy: "rm \(quoted(next))")
      }
      if target.hasPrefix("/") { place = "/" }
      pending += target.split(separator: "/").map(String.init).reversed()
    }
    if let opened, opened.st_dev != last.st_dev || opened.st_ino != last.st_ino {
      return PathExposure(path: path, reason: "was replaced while it was read", remedy: "ls -l \(quoted(path))")
    }
    return nil
  }

  /// Nil where what has this owner and mode may lie on the way.
  private init?(_ path: String, _ status: stat) {
    if ProgramFolders.all.contains(path) { return nil }
    let mode = String(status.st_mode & 0o7777, radix: 8)
    let isLink = status.st_mode & S_IFMT == S_IFLNK
    guard Self.isOurs(status.st_uid) else {
      self.init(
        path: path, reason: "belongs to \(Accounts.name(ofUser: status.st_uid)), mode \(mode)",
        remedy: "chown \(isLink ? "-h " : "")\(Accounts.name(ofUser: geteuid())) \(Self.quoted(path))")
      return
    }
    let isSticky = status.st_mode & S_IFMT == S_IFDIR && status.st_mode & S_ISVTX != 0
    if isLink || isSticky { return nil }
    let byOthers = status.st_mode & S_IWOTH != 0
    let byGroup = status.st_mode & S_IWGRP != 0 && !Accounts.isPrivate(group: status.st_gid)
    guard byOthers || byGroup else { return nil }
    let who = byOthers ? "everybody" : "group \(Accounts.name(ofGroup: status.st_gid))"
    self.init(
      path: path,
      reason: "may be written by \(who); it belongs to \(Accounts.name(ofUser: status.st_uid)), mode \(mode)",
      remedy: "chmod \(byOthers ? "go-w" : "g-w") \(Self.quoted(path))")
  }

  private static func isOurs(_ user: uid_t) -> Bool { user == 0 || user == geteuid() }

  private static func parent(of path: String) -> String {
    let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    return parent.isEmpty ? "/" : String(parent)
  }

  private static func quoted(_ path: String) -> String {
    path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+".contains($0) }
      ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }
}

/// The folders on the way to the running program.
private enum ProgramFolders {
  static let all: Set<String> = {
    var folders: Set<String> = ["/"]
    var place = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    while place.path != "/" {
      folders.insert(place.path)
      place.deleteLastPathComponent()
    }
    return folders
  }()
}
