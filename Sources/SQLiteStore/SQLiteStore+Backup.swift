import Foundation
import GRDB
import Profiles

extension SQLiteStore {
  /// Writes a copy of the store, as of one moment, to a new file that only its owner can read. Reads and writes go on
  /// beside it, also those of another process. The file is there only when it is whole, sound and on the disk. Throws
  /// `storage` where it exists already or cannot be written, `storeCorrupt` where what was copied is damaged.
  public func backup(to copy: URL) throws {
    let path = copy.path(percentEncoded: false)
    guard !FileManager.default.fileExists(atPath: path) else {
      throw ProfilesError(.storage, "\(path) exists already", hint: "name a file that does not exist yet")
    }
    let unfinished = path + ".unfinished"
    try? FileManager.default.removeItem(atPath: unfinished)
    defer { try? FileManager.default.removeItem(atPath: unfinished) }
    try Self.makePrivateFile(unfinished)
    try Self.storeErrors(unfinished) {
      try database.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [unfinished]) }
    }
    try Self.verify(unfinished, called: path)
    try Self.put(unfinished, at: path)
  }

  /// Puts a backup in the place of the store at `path`, which nobody may have open for writing; the store that was there is
  /// kept beside it as `path.before-restore`, however damaged it is. The backup is copied, and looked at before anything is
  /// changed; at no moment is there no store. Throws `storeInUse`, `storeCorrupt`, `storeIncompatible` or `storage`.
  public static func restore(_ backup: URL, to path: String) throws {
    let source = backup.path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: source) else {
      throw ProfilesError(.storage, "there is no file \(source)", hint: "name a file that 'millrace backup' wrote")
    }
    guard size(of: source + "-wal") == 0 else {
      throw ProfilesError(
        .storage, "\(source) is not the whole store: \(source)-wal holds its last writes",
        hint: "copy it with 'millrace backup' instead")
    }
    let lock = try LockFile(path: path + ".lock")
    defer { withExtendedLifetime(lock) {} }
    let unfinished = path + ".unfinished"
    try? FileManager.default.removeItem(atPath: unfinished)
    defer { try? FileManager.default.removeItem(atPath: unfinished) }
    try makePrivateFile(unfinished)
    do {
      let input = try FileHandle(forReadingFrom: backup)
      let output = try FileHandle(forWritingTo: URL(fileURLWithPath: unfinished))
      while let bytes = try input.read(upToCount: 1 << 20), !bytes.isEmpty { try output.write(contentsOf: bytes) }
      try output.close()
    } catch {
      throw ProfilesError(
        .storage, "cannot copy \(source): \(error.localizedDescription)", hint: "make room and try again")
    }
    try verify(unfinished, called: source)
    if FileManager.default.fileExists(atPath: path) { try keepStore(at: path) }
    try put(unfinished, at: path)
  }

  /// What SQLite finds wrong with the file; nil where nothing is. Reads all of it. Throws ``ProfilesError``.
  public func damage() throws -> String? {
    try Self.storeErrors(path) { try database.read(Self.finding) }
  }

  /// Throws `storeInUse` where a process has the store open for writing.
  public static func probeLock(path: String) throws { _ = try LockFile(path: path + ".lock") }

  private static func finding(_ database: Database) throws -> String? {
    let finding = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
    return finding == "ok" ? nil : finding ?? "it is empty"
  }

  /// Makes `path.before-restore` a second name of the store, and takes the journal from beside the first.
  private static func keepStore(at path: String) throws {
    let kept = path + ".before-restore"
    let second = kept + ".unfinished"
    for old in [second, kept + "-wal", kept + "-shm"] { try? FileManager.default.removeItem(atPath: old) }
    let isWhole = try takeInJournal(path)
    guard link(path, second) == 0 else {
      throw unwritable("cannot keep \(path) as \(kept)")
    }
    // Where the two are one file already, renaming leaves both names.
    defer { unlink(second) }
    try put(second, at: kept)
    if !isWhole { rename(path + "-wal", kept + "-wal") }
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }

  /// Writes the journal into the store, so that the one file is all of it; false where the store is too damaged for that.
  private static func takeInJournal(_ path: String) throws -> Bool {
    do {
      try storeErrors(path) {
        let store = try DatabaseQueue(path: path)
        _ = try store.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try store.close()
      }
      return true
    } catch let error as ProfilesError where error.code == .storeCorrupt {
      return false
    }
  }

  private static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  private static func makePrivateFile(_ path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw unwritable("cannot write \(path)")
    }
    Glibc.close(file)
  }

  /// With `errno` in words.
  private static func unwritable(_ what: String) -> ProfilesError {
    ProfilesError(
      .storage, "\(what): \(String(cString: strerror(errno)))",
      hint: "check that the folder exists, is writable and has room, then try again")
  }

  /// Throws where the file is no store of this version or an older one, or is damaged; `name` is what it is called then.
  private static func verify(_ path: String, called name: String) throws {
    try storeErrors(name) {
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.inDatabase { database in
        try Schema.check(database, path: name)
        guard try database.tableExists("profile") else {
          throw ProfilesError(.storeIncompatible, "\(name) holds no store", hint: "use another backup")
        }
        if let finding = try finding(database) {
          throw ProfilesError(.storeCorrupt, "\(name) is damaged: \(finding)", hint: "use another backup")
        }
      }
      try queue.close()
    }
  }

  /// Renames the file, and its bytes and name are on the disk when this returns.
  private static func put(_ file: String, at path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    guard sync(file), rename(file, path) == 0, sync(folder.isEmpty ? "." : folder) else {
      throw unwritable("cannot write \(path)")
    }
  }

  private static func sync(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { Glibc.close(file) }
    return fsync(file) == 0
  }
}
