import Profiles

/// What happened in a run, step by step.
struct RunLogPage: Page {
  static let template = "run-log"
  let title: String
  let section = "/runs"
  let run: String
  let runPath: String
  let filePath: String
  let text: String

  init(_ run: Run, lines: [String]) {
    title = "Log of run \(run.id)"
    self.run = String(run.id)
    runPath = "/runs/\(run.id)"
    filePath = "/runs/\(run.id)/log.jsonl"
    text = lines.joined(separator: "\n")
  }
}
