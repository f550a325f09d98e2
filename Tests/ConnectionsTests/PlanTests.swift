import Foundation
import Profiles
import Records
import Testing
import YAMLReading

@testable import Connections

@Suite struct PlanTests {
  let site: Site

  init() throws { site = try Site() }

  /// Each file holds a connection as it is, as it would be, and what changes; between lines of dashes.
  @Test(arguments: goldenFiles("Plans"))
  func plansWhatIsExpected(file: URL) throws {
    let parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n----\n")
    let (old, new) = (ConnectionFile(parsing: parts[0], name: "old"), ConnectionFile(parsing: parts[1], name: "new"))
    let connection = try new.checkedConnection()
    let changes = old.options.changes(to: new.options)
    let notes = try site.store.read { reader in
      try PlanConsequences(from: old.checkedConnection(), to: connection, changes, reader, now: Date()).sentences()
    }
    let lines = changes.map(line) + notes.map { "note: \($0)" }
    #expect(lines.joined(separator: "\n") == parts[2].trimmingCharacters(in: .newlines))
    #expect(new.options.changes(to: new.options).isEmpty)
    #expect(new.options.changes(to: old.options).isEmpty == changes.isEmpty)
  }

  private func line(_ change: OptionChange) -> String {
    func value(_ value: JSONValue?, _ isDefault: Bool) -> String {
      (value?.yaml ?? "") + (isDefault ? " (not written)" : "")
    }
    return switch change.kind {
    case .added: "+ \(change.name): \(value(change.new, false))"
    case .removed: "- \(change.name): \(value(change.old, false))"
    case .moved: "> \(change.name): " + (change.new?.string.map { "behind \($0)" } ?? "first")
    case .changed:
      "~ \(change.name): \(value(change.old, change.oldIsDefault)) → \(value(change.new, change.newIsDefault))"
    }
  }
}
