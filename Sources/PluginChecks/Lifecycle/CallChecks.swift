import CWorker
import PluginHost
import Records

extension Check {
  static let callChecks: [Check] = [
    Check(
      "process-no-rows", .lifecycle, "A batch without rows is no trouble.",
      remedy: "let loops begin with their condition; a batch may have no rows and no columns"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 4) { trial in
          let answer = try trial.instance().process(try Batch([]))
          return answer.derived.isEmpty ? [] : ["it makes records of nothing"]
        })
    },
    Check(
      "finish-unused", .lifecycle, "finish may come without any process.",
      remedy: "make in create what finish reads"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 4, where: \.hasFinish, else: "it has no finish") { trial in
          let probe = try trial.instance()
          _ = try probe.finish()
          try probe.destroy()
          return []
        })
    },
    Check(
      "finish-twice", .lifecycle, "A second finish does no harm.",
      remedy: "leave in finish what destroy needs, and empty what was given"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(where: \.hasFinish, else: "it has no finish") { trial in
          let probe = try trial.instance()
          var generator = trial.generator(6)
          _ = try probe.process(try Batch(generator.records(64)))
          _ = try probe.finish()
          _ = try probe.finish()
          try probe.destroy()
          return []
        })
    },
    Check(
      "work-opens-nothing", .lifecycle, "Work leaves no files open and no threads behind.",
      remedy: "close in the same call what it opens, or in destroy"
    ) { try $0.working { .fail(ifAny: $0.opened(since: $1) + $0.started(since: $1)) } },
    Check(
      "work-keeps-process", .lifecycle, "Work leaves locale, folder, file mask, environment and signals alone.",
      remedy: "use newlocale and the *_l functions, absolute paths, and no signals"
    ) { try $0.working { .fail(ifAny: $0.changedSettings(since: $1) + $0.changedSignals(since: $1)) } },
    Check(
      "work-prints-nothing", .lifecycle, "Work prints nothing.",
      remedy: "say it with mr_host.log; what is about a record belongs into its reason"
    ) { try $0.working { .warn(ifAny: $0.printed(since: $1)) } },
    Check(
      "log-is-bounded", .lifecycle, "It logs less than a line for each batch.",
      remedy: "count, and log the count in finish; what is about a record belongs into its reason"
    ) { subject in
      .warn(
        ifAny: try subject.eachTrial { trial in
          let probe = try trial.instance()
          var generator = trial.generator(7)
          for _ in 0..<16 { _ = try probe.process(try Batch(generator.records(16))) }
          let lines = probe.heard.lines.count
          return lines <= 16 ? [] : ["of 16 batches it logs \(lines) lines"]
        })
    },
  ]
}

extension CheckSubject {
  /// Compares the process before there was an instance with how it is when one has worked and is gone.
  fileprivate func working(_ look: (_ now: mrw_condition, _ before: mrw_condition) throws -> Finding) throws -> Finding
  {
    var verdict = Verdict.pass
    let details = try eachTrial { trial in
      let probe = try trial.probe(granting: .threads)
      let before = try probe.condition()
      try probe.create(of: trial.processor.id, config: trial.config)
      var generator = trial.generator(8)
      for _ in 0..<4 { _ = try probe.process(try Batch(generator.records(50))) }
      if trial.processor.hasFinish { _ = try probe.finish() }
      try probe.destroy()
      let finding = try look(probe.condition(), before)
      if finding.verdict != .pass { verdict = finding.verdict }
      return finding.details
    }
    return Finding(verdict: verdict, details: details)
  }
}
