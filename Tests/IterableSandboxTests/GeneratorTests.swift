import Foundation
import Testing

@testable import IterableSandbox

@Suite struct GeneratorTests {
  private func rows(_ generator: SubscriberGenerator, _ count: Int) throws -> [[String: Any]] {
    try (0..<count).map { index in
      var row: [UInt8] = []
      generator.write(index: index, appendingTo: &row)
      #expect(row.count <= SubscriberGenerator.longestRow && row.last == UInt8(ascii: "\n"))
      return try #require(try JSONSerialization.jsonObject(with: Data(row)) as? [String: Any])
    }
  }

  @Test func rowsDependOnSeedAndIndexAlone() throws {
    let file = URL(fileURLWithPath: NSTemporaryDirectory() + "/subscribers-\(UUID().uuidString).ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try SubscriberGenerator(seed: 9).write(count: 50, to: file)
    var backwards: [[UInt8]] = []
    for index in (0..<50).reversed() {
      var row: [UInt8] = []
      SubscriberGenerator(seed: 9).write(index: index, appendingTo: &row)
      backwards.append(row)
    }
    #expect([UInt8](try Data(contentsOf: file)) == backwards.reversed().flatMap { $0 })
    var other: [UInt8] = []
    SubscriberGenerator(seed: 10).write(index: 49, appendingTo: &other)
    #expect(other != backwards[0])
    #expect(throws: SandboxError.self) {
      try SubscriberGenerator(seed: 9).write(count: 1, to: URL(fileURLWithPath: "/no/such/folder/x"))
    }
  }

  @Test func rowsAreRealisticallyDirty() throws {
    let rows = try rows(SubscriberGenerator(seed: 1), 5000)
    let emails = rows.map { $0["email"] as? String }
    let trimmed = emails.compactMap { $0?.trimmingCharacters(in: .whitespaces) }
    func share(_ count: Int) -> Double { Double(count) / Double(rows.count) }
    #expect((0.003...0.02).contains(share(emails.count { $0 == nil })))
    #expect((0.02...0.08).contains(share(trimmed.count { !Identifiers.isEmail($0) })))
    #expect((0.05...0.2).contains(share(trimmed.count { $0 != $0.lowercased() })))
    #expect((0.01...0.06).contains(share(emails.count { $0?.hasPrefix(" ") == true || $0?.hasSuffix(" ") == true })))
    #expect(trimmed.contains { $0.contains("+") })
    let valid = trimmed.filter(Identifiers.isEmail).map { $0.lowercased() }
    #expect((0.01...0.06).contains(share(valid.count - Set(valid).count)))
    #expect(Set(rows.flatMap(\.keys)).count >= 34)
    #expect(rows.contains { $0["company"] as? String == "NULL" } && rows.contains { $0["company"] as? String == "" })
    #expect(rows.contains { $0["lastName"] == nil })
    let names = rows.compactMap { $0["firstName"] as? String }
    for sample in ["Zoë", "Ελένη", "Анна", "太郎", "Mia 🌸", "Rene\u{301}", "José"] {
      #expect(names.contains { $0.unicodeScalars.elementsEqual(sample.unicodeScalars) }, "\(sample)")
    }
  }

  @Test func cleanRowsAreClean() throws {
    let rows = try rows(SubscriberGenerator(seed: 1, clean: true), 2000)
    let emails = rows.compactMap { $0["email"] as? String }
    #expect(emails.count == 2000 && Set(emails).count == 2000)
    #expect(emails.allSatisfy { Identifiers.isEmail($0) && $0 == $0.lowercased() })
    #expect(rows.allSatisfy { $0["lastName"] is String && $0["company"] as? String != "NULL" })
  }

  @Test func everyFieldHasTheTypeThatIsTold() throws {
    for type in ProjectType.allCases {
      var types = FieldTypes(
        Dictionary(
          SubscriberGenerator.fields.map { ($0.name == "emailListIds" ? Project.listField(type) : $0.name, $0.type) },
          uniquingKeysWith: { first, _ in first }))
      let known = Set(types.types.keys)
      let generator = SubscriberGenerator(seed: 3, projectType: type)
      for index in 0..<500 {
        var row: [UInt8] = []
        generator.write(index: index, appendingTo: &row)
        try types.learn(try #require(try JSONParser.parse(row).object))
      }
      #expect(Set(types.types.keys) == known)
    }
  }
}
