import Profiles

/// The user fields of an Iterable project, or the fields of a catalog's items, with their types there. Bounded: a project may have ever more.
struct SourceFields: Equatable {
  /// So many are remembered, the first by name.
  static let most = 2_000
  /// Nobody maps a longer name.
  static let longestName = 200

  let types: [String: String]

  init(_ types: [String: String]) {
    let usual = types.filter { $0.key.utf8.count <= Self.longestName && $0.value.utf8.count <= Self.longestName }
    self.types =
      usual.count <= Self.most
      ? usual : usual.filter(among: Set(usual.keys.sorted().prefix(Self.most)))
  }

  /// Remembers the fields; what changed since they were last, in words.
  func remember(of source: FieldSource, in writer: any ProfileWriter) throws -> String? {
    let known = try writer.sourceFields(of: source.key)
    if known != types { try writer.setSourceFields(of: source.key, types) }
    return known.flatMap { FieldDrift(from: SourceFields($0), to: self, of: source)?.description }
  }
}

extension [String: String] {
  fileprivate func filter(among keys: Set<String>) -> Self { filter { keys.contains($0.key) } }
}
