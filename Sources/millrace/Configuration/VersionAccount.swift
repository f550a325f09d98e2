import Connections
import Profiles
import Records

/// A connection's versions as people read them, and as programs do.
enum VersionAccount {
  /// What became of a change.
  static func tell(_ kept: KeptVersion) {
    let version = kept.version
    Terminal.say(
      kept.isNew
        ? "\(version.connection) is version \(version.number) now"
        : "\(version.connection) is so already, since version \(version.number)")
  }

  static func json(_ kept: KeptVersion) -> JSONValue {
    [
      "connection": .string(kept.version.connection), "version": .integer(kept.version.number),
      "is_new": .bool(kept.isNew),
    ]
  }

  static func json(_ version: ConnectionVersion, _ standing: VersionStanding) -> JSONValue {
    [
      "version": .integer(version.number), "at": .string(version.at.description), "by": .string(version.actor),
      "how": .string(version.origin.rawValue), "note": version.note.map { .string($0) } ?? nil,
      "file": version.file.map { .string($0) } ?? nil, "rules": .bool(version.number == standing.ruling),
    ]
  }
}
