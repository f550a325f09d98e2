import Foundation
import Testing

@testable import Connections

@Suite struct ConnectionFileTests {
  /// Each file holds a connection, a line of dashes, and what is found in it.
  @Test(arguments: goldenFiles())
  func findsWhatIsExpected(file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let parts = text.components(separatedBy: "\n----\n")
    let found = ConnectionFile(parsing: parts[0] + "\n", name: "c.yaml").diagnostics.map(\.description)
    let expected = parts.count > 1 ? parts[1].trimmingCharacters(in: .newlines) : ""
    #expect(found.joined(separator: "\n") == expected)
  }

  private static func goldenFiles() -> [URL] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path() < $1.path() }
  }
}
