import Connections
import Foundation
import Testing

@Suite struct CheckTests {
  static let goals =
    PreviewTests.goal.replacing("link:", with: "source: { lists: [Newsletter] }\n    link:") + "\n" + ExportTests.goal

  static func site() throws -> Site { try ExportTests.site([ExportTests.ann]) }

  static func failures(_ check: Check) -> [String] {
    check.steps.compactMap { step in
      switch step.result {
      case .failed(let message, let hint): "\(step.name): \(message); \(hint ?? "")"
      case .notReached: "\(step.name): not reached"
      case .ok, .warning: nil
      }
    }
  }

  @Test func `a connection that works passes every step`() throws {
    let site = try Self.site()
    var reported: [String] = []
    let check = Check.of(try site.connection(Self.goals), in: site.installation()) { reported.append($0.name) }
    #expect(check.isOK, "\(Self.failures(check))")
    #expect(
      reported == [
        "key", "goal people: processors", "goal people: lists", "goal people: fields", "goal people: link",
        "goal people: properties", "goal audience: segment", "goal audience: properties", "goal audience: lists",
      ])
  }

  @Test(arguments: [
    ("plugin: word", "plugin: words", "goal people: processors", "word"),
    ("lists: [Newsletter]", "lists: [Newsleter]", "goal people: lists", "Newsletter"),
    ("segment: everybody", "segment: everyboddy", "goal audience: segment", "everybody"),
    ("property: colours }, field", "property: colour }, field", "goal audience: properties", "colours"),
    ("{ field: email, property: email }", "{ field: email, property: name }", "goal people: link", "identifier"),
  ])
  func `each step that fails is named, with what helps`(
    right: String, wrong: String, step: String, word: String
  ) throws {
    let site = try Self.site()
    let check = Check.of(try site.connection(Self.goals.replacing(right, with: wrong)), in: site.installation())
    let failures = Self.failures(check)
    #expect(failures.count == 1, "\(failures)")
    #expect(failures.first?.hasPrefix(step) == true && failures.first?.contains(word) == true, "\(failures)")
  }

  @Test func `with a wrong key, what needs it is not reached and the rest is looked at`() throws {
    let site = try Self.site()
    let check = Check.of(try site.connection(Self.goals), in: site.installation(key: "wrong"))
    #expect(Self.failures(check).map { $0.split(separator: ":")[0] }.contains("key"))
    #expect(check.steps.contains { if case .notReached = $0.result { true } else { false } })
    #expect(check.steps.contains { $0.name == "goal audience: segment" })
  }
}
