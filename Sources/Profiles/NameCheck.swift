/// The form of names in definitions.
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
}
