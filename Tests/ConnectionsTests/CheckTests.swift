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

  /// The warnings, by step.
  static func warnings(_ check: Check) -> [String: String] {
    Dictionary(
      check.steps.compactMap { step in
        if case .warning(let message, let hint) = step.result {
          (step.name, message + (hint.map { "; \($0)" } ?? ""))
        } else {
          nil
        }
      }
    ) { first, _ in first }
  }

  @Test func `a field that a processor makes is none that is missing`() throws {
    let site = try Self.site()
    try site.putUsers([["email": "ann@example.com", "points": 1, "firstName": "Ann", "colours": ["red"]]])
    func warning(_ field: String) throws -> String? {
      let goal = PreviewTests.goal.replacing("field: points", with: "field: \(field)")
      let check = Check.of(try site.connection(goal), in: site.installation())
      return Self.warnings(check)["goal people: fields"]
    }
    #expect(try warning("greeting") == nil)
    #expect(
      try warning("greating")
        == "the project has no field 'greating', and none of 1 sample records has it behind the processors; did you mean 'greeting'?"
    )
  }

  @Test func `records of long ago are tried where there are no newer ones`() throws {
    let site = try Self.site()
    try site.putUsers([["email": "ann@example.com", "points": 1, "firstName": "Ann", "colours": ["red"]]])
    try site.wait(seconds: 90 * 86_400)
    let goal = PreviewTests.goal.replacing("field: points", with: "field: greating")
    let check = Check.of(try site.connection(goal), in: site.installation())
    #expect(Self.warnings(check)["goal people: fields"]?.contains("none of 1 sample records") == true, "\(check)")
  }

  @Test func `without a record, nobody says what processors make`() throws {
    let site = try Site()
    let goal = PreviewTests.goal.replacing("field: points", with: "field: greating")
    let check = Check.of(try site.connection(goal), in: site.installation())
    #expect(Self.warnings(check)["goal people: fields"] == nil, "\(check)")
  }

  @Test func `a property that the connection's own import makes is awaited`() throws {
    let site = try Self.site()
    let goals = Self.goals.replacing("property: colours }, field", with: "property: shade }, field")
    #expect(Self.failures(Check.of(try site.connection(goals), in: site.installation())).count == 1)
    let awaited = goals.replacing("property: points", with: "property: shade")
    #expect(awaited != goals)
    let check = Check.of(try site.connection(awaited), in: site.installation())
    #expect(check.isOK, "\(Self.failures(check))")
    let step = try #require(check.steps.first { $0.name == "goal audience: properties" })
    guard case .ok(let text) = step.result else {
      Issue.record("\(step)")
      return
    }
    #expect(text.hasSuffix("property 'shade' comes with the first run of goal 'people'"), "\(text)")
    #expect(
      try !Check.of(site.connection(awaited, "import: false"), in: site.installation()).isOK,
      "an import that does not run brings none")
  }

  @Test func `an identifier that processors change would make new users, and that is told`() throws {
    let site = try Self.site()
    try site.putUsers([
      ["email": "ann@gmial.com"], ["email": "ben@example.com"], ["email": "Cleo@example.com"],
    ])
    func warning(_ processor: String, _ goals: String = PreviewTests.goal + "\n" + ExportTests.goal) throws -> String? {
      let goals = goals.replacing("plugin: word", with: "plugin: \(processor)")
      return Self.warnings(Check.of(try site.connection(goals), in: site.installation()))["goal people: link"]
    }
    #expect(
      try warning("mend")
        == "1 of 3 sample records come out of the processors with another 'email' than Iterable knows their user by; export goal 'audience' links by property 'email', and would make new users there; \(Self.hint)"
    )
    #expect(try warning("word") == nil)
    #expect(try warning("mend", PreviewTests.goal) == nil, "nothing is exported")
  }

  static let hint =
    "keep the identifier as it came: let the processors change a copy of it, or link the export by another identifier"

  @Test func `with a wrong key, what needs it is not reached and the rest is looked at`() throws {
    let site = try Self.site()
    let check = Check.of(try site.connection(Self.goals), in: site.installation(key: "wrong"))
    #expect(Self.failures(check).map { $0.split(separator: ":")[0] }.contains("key"))
    #expect(check.steps.contains { if case .notReached = $0.result { true } else { false } })
    #expect(check.steps.contains { $0.name == "goal audience: segment" })
  }
}
