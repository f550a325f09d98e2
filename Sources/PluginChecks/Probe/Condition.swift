import CWorker

/// What is not as it was, in words.
extension mrw_condition {
  func opened(since before: mrw_condition) -> [String] {
    if descriptors < before.descriptors {
      return ["it closed \(before.descriptors - descriptors) that were not its own"]
    }
    return descriptors == before.descriptors ? [] : ["it left \(descriptors - before.descriptors) open"]
  }

  func started(since before: mrw_condition) -> [String] {
    threads <= before.threads ? [] : ["it left \(threads - before.threads) running"]
  }

  func printed(since before: mrw_condition) -> [String] {
    printed == before.printed ? [] : ["it printed \(printed - before.printed) bytes"]
  }

  func changedSettings(since before: mrw_condition) -> [String] {
    [
      (locale != before.locale, "the locale"), (folder != before.folder, "the current folder"),
      (file_mask != before.file_mask, "the file mask"), (environment != before.environment, "the environment"),
    ].filter(\.0).map { "it changed \($0.1)" }
  }

  func changedSignals(since before: mrw_condition) -> [String] {
    let names = ["which signals are caught", "which signals are ignored", "which signals are blocked"]
    let (now, then) = ([signals.0, signals.1, signals.2], [before.signals.0, before.signals.1, before.signals.2])
    return names.indices.filter { now[$0] != then[$0] }.map { "it changed \(names[$0])" }
  }

  /// Bytes that are handed out now and were not.
  func allocated(since before: mrw_condition) -> UInt64 {
    allocated > before.allocated ? allocated - before.allocated : 0
  }
}
