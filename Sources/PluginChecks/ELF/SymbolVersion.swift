/// Versions of the symbols of GNU libraries, such as `GLIBC_2.36`.
enum SymbolVersion {
  /// What Debian 12 has.
  private static let newest: [String: [Int]] = [
    "GLIBC": [2, 36], "GLIBCXX": [3, 4, 30], "CXXABI": [1, 3, 13], "GCC": [12, 0, 0],
  ]

  static func isNewerThanDebian12(_ version: String) -> Bool {
    guard let dash = version.lastIndex(of: "_"), let newest = newest[String(version[..<dash])] else { return false }
    let numbers = version[version.index(after: dash)...].split(separator: ".").map { Int($0) }
    // GLIBC_PRIVATE is no version.
    guard !numbers.contains(nil) else { return false }
    return newest.lexicographicallyPrecedes(numbers.compactMap(\.self))
  }
}
