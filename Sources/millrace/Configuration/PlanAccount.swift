import Connections
import Records
import YAMLReading

/// A plan as people read it, and as programs do.
enum PlanAccount {
  /// Longer values are cut off; `--output json` has them whole.
  private static let longestValue = 100

  static func show(_ plan: Plan) {
    switch plan.base {
    case .nothing: Terminal.print("\(plan.connection): a new connection")
    case .unreadable(let number):
      Terminal.print(
        "\(plan.connection): version \(number) is not understood by this program, so everything counts as new")
    case .version(let number) where plan.changes.isEmpty:
      let text = plan.changesText ? ", written in another way" : ""
      Terminal.print("\(plan.connection): no difference to version \(number)\(text)")
    case .version(let number):
      let count = plan.changes.count == 1 ? "1 difference" : "\(plan.changes.count) differences"
      Terminal.print("\(plan.connection): \(count) to version \(number)")
    }
    for change in plan.changes { Terminal.print("  " + line(change)) }
    if let refusal = plan.refusal {
      Terminal.print("  " + Terminal.coloured("refused", .red) + "  'apply' would not take it: \(refusal)")
    }
    for sentence in plan.consequences { Terminal.print("  " + Terminal.coloured("note", .blue) + "  \(sentence)") }
  }

  private static func line(_ change: OptionChange) -> String {
    switch change.kind {
    case .added: Terminal.coloured("+ \(change.name)", .green) + ": \(shown(change.new))"
    case .removed: Terminal.coloured("- \(change.name)", .red) + ": \(shown(change.old))"
    case .moved:
      Terminal.coloured("~ \(change.name)", .yellow)
        + (change.new?.string.map { ": moved behind \($0)" } ?? ": moved to the front")
    case .changed:
      Terminal.coloured("~ \(change.name)", .yellow)
        + ": \(shown(change.old, isDefault: change.oldIsDefault)) → \(shown(change.new, isDefault: change.newIsDefault))"
    }
  }

  private static func shown(_ value: JSONValue?, isDefault: Bool = false) -> String {
    let text = value?.yaml ?? ""
    let whole = text.count > longestValue ? text.prefix(longestValue - 1) + "…" : text
    return isDefault ? "\(whole) (not written)" : whole
  }

  static func json(_ plan: Plan) -> JSONValue {
    let version: JSONValue =
      switch plan.base {
      case .nothing: nil
      case .version(let number), .unreadable(let number): .integer(number)
      }
    return [
      "connection": .string(plan.connection), "version": version, "is_empty": .bool(plan.isEmpty),
      "changes": .array(
        plan.changes.map { change in
          [
            "kind": .string(change.kind.rawValue), "option": .string(change.name), "old": change.old ?? nil,
            "new": change.new ?? nil, "old_is_default": .bool(change.oldIsDefault),
            "new_is_default": .bool(change.newIsDefault),
          ]
        }),
      "refused": plan.refusal.map { .string($0) } ?? nil, "notes": .array(plan.consequences.map { .string($0) }),
    ]
  }
}
