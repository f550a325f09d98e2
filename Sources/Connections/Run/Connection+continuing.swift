import Profiles

extension Connection {
  /// What a run of the connection that was interrupted goes on with, and the number of that version: the one that it began
  /// with or, where none is kept or this program does not understand it, the connection as it is given, which is told to
  /// `warn`. Throws ``ProfilesError``.
  func continuing(_ run: Run, in installation: Installation) throws -> (Connection, version: Int64?) {
    let given = try runVersion(in: installation)
    guard let own = run.version, own != given else { return (self, given) }
    do {
      let file = try installation.store.read { reader in
        try reader.connectionVersion(id, own).map { try EarlierVersion($0, reader).file }
      }
      if let file { return (try file.checkedConnection(), own) }
    } catch let error as ConnectionsError {
      installation.warn(
        "run \(run.id) is continued with the connection as it is now, not with version \(own): \(error)")
    }
    return (self, given)
  }
}
