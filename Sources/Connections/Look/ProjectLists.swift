import IterableAPI

extension Connection {
  /// The lists of the connection's Iterable project, by name. Asks Iterable; throws ``ConnectionsError`` and `IterableError`.
  public func projectLists(in installation: Installation) throws -> [String] {
    try IterableClient(self, in: installation, cancellation: Cancellation()).lists().map(\.name).sorted()
  }
}
