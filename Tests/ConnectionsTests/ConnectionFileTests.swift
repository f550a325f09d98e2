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

  @Test func `a file that is nested or repeats itself without end is refused`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(ConnectionFile(parsing: deep, name: "c.yaml").connection == nil)
    let levels = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n          ")
    let bomb = """
      connection: bomb
      iterable: { api_key: "${env:KEY}" }
      goals:
        - import_profiles: a
          link: [{ field: a, property: a }]
          processors:
          - plugin: p
            config:
              a0: &a0 x
              \(levels.replacing("\n          ", with: "\n        "))
      """
    let file = ConnectionFile(parsing: bomb, name: "c.yaml")
    #expect(file.connection == nil)
    #expect(file.diagnostics.contains { $0.message.contains("too large") }, "\(file.diagnostics.prefix(3))")
  }

  @Test func `a file that is not there, no text or too large is told by its path`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "c.yaml")
    func message() -> String? {
      #expect(throws: ConnectionsError.self) { try ConnectionFile(contentsOf: file) }?.message
    }
    #expect(message()?.hasPrefix("there is no file") == true)
    try Data([0xFF, 0xFE, 0x00]).write(to: file)
    #expect(message()?.hasSuffix("is not UTF-8 text") == true)
    try Data(repeating: 0x20, count: ConnectionFile.sizeLimit + 1).write(to: file)
    #expect(message()?.contains("larger than") == true)
  }

  private static func goldenFiles() -> [URL] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path() < $1.path() }
  }
}
