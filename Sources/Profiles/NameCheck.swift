/// Names in definitions: their form, and the known one that was probably meant.
enum NameCheck {
  /// Throws where an id is not 1 to 200 letters, digits, '-', '_' and '.'.
  static func id(_ id: String, of kind: String) throws {
    let isAllowed = id.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E
    }
    guard isAllowed, (1...200).contains(id.utf8.count) else {
      throw ProfilesError(
        .invalidDefinition, "'\(id)' cannot name a \(kind)", hint: "use 1 to 200 letters, digits, '-', '_' and '.'")
    }
  }

  /// `did you mean 'email'?`, or nil where nothing is near.
  static func suggestion(for name: String, among known: [String]) -> String? {
    let limit = max(1, name.count / 3)
    let near = known.map { ($0, distance(name.lowercased(), $0.lowercased())) }.filter { $0.1 <= limit }
    return near.min { $0.1 < $1.1 }.map { "did you mean '\($0.0)'?" }
  }

  /// How many characters to insert, delete or replace to make one of the other.
  private static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let replaced = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
