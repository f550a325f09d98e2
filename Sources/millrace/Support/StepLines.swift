import Connections
import Records

/// Steps of a check, as people and programs read them.
enum StepLines {
  static func show(_ step: Check.Step) {
    let (mark, text, hint): (String, String, String?) =
      switch step.result {
      case .ok(let text): (Terminal.coloured("ok     ", .green), text, nil)
      case .warning(let text, let hint): (Terminal.coloured("warning", .yellow), text, hint)
      case .failed(let text, let hint): (Terminal.coloured("failed ", .red), text, hint)
      case .notReached: (Terminal.coloured("not run", .grey), "an earlier step failed", nil)
      }
    Terminal.print("\(mark)  \(step.name): \(text)")
    if let hint { Terminal.print("         hint: \(hint)") }
  }

  static func json(_ steps: [Check.Step]) -> JSONValue {
    .array(
      steps.map { step in
        let (state, text, hint): (String, String?, String?) =
          switch step.result {
          case .ok(let text): ("ok", text, nil)
          case .warning(let text, let hint): ("warning", text, hint)
          case .failed(let text, let hint): ("failed", text, hint)
          case .notReached: ("not_run", nil, nil)
          }
        return [
          "step": .string(step.name), "state": .string(state), "message": text.map { .string($0) } ?? nil,
          "hint": hint.map { .string($0) } ?? nil,
        ]
      })
  }
}
