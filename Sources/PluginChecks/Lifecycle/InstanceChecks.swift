import PluginHost
import Records

extension Check {
  static let instanceChecks: [Check] = [
    Check(
      "create-destroy", .lifecycle, "It makes an instance of a valid configuration, and frees it unused.",
      remedy: "free in destroy what create made, and nothing that only process makes"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 4) { trial in
          try trial.instance().destroy()
          return []
        })
    },
    Check(
      "create-survives-anything", .lifecycle,
      "It refuses, and survives, configurations that are not as its schema says.",
      remedy: "look at the kind of each value before using it; mr_json_* answers nothing where there is nothing"
    ) { subject in
      .fail(
        ifAny: try subject.eachProcessor { processor in
          let probe = try Probe(subject)
          for config in garbage(for: processor) { _ = try refusal(by: probe, of: processor, config) }
          return []
        })
    },
    Check(
      "refusals-have-messages", .lifecycle, "Where it refuses a configuration it says why.",
      remedy: "return mr_fail(error, code, \"what is wrong, and what to do\")"
    ) { subject in
      .warn(
        ifAny: try subject.eachProcessor { processor in
          let probe = try Probe(subject)
          let silent = try garbage(for: processor).filter { try refusal(by: probe, of: processor, $0)?.isEmpty == true }
          return silent.isEmpty ? [] : ["of \(silent[0].prefix(40)) it says nothing"]
        })
    },
    Check(
      "create-after-refusal", .lifecycle, "A configuration that it refused leaves nothing behind.",
      remedy: "free what create made before it returns an error, and write to no globals"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial { trial in
          let probe = try trial.probe()
          for config in garbage(for: trial.processor) { _ = try refusal(by: probe, of: trial.processor, config) }
          try probe.create(of: trial.processor.id, config: trial.config)
          var generator = trial.generator(1)
          let records = generator.records(32)
          guard trial.isPure else { return [] }
          return try probe.process(Batch(records)) == trial.answer(to: records)
            ? [] : ["afterwards it answers otherwise than before"]
        })
    },
    Check(
      "many-instances", .lifecycle, "Sixty instances live side by side, and go in any order.",
      remedy: "keep everything in self, and nothing in globals"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial { trial in
          let probe = try trial.probe()
          var generator = trial.generator(2)
          let records = generator.records(16)
          for number in 0..<60 { try probe.create(number, of: trial.processor.id, config: trial.config) }
          for number in 0..<60 { _ = try probe.process(try Batch(records), by: number) }
          for number in (0..<60).map({ $0 * 7 % 60 }) { try probe.destroy(number) }
          return []
        })
    },
    Check(
      "instances-are-apart", .lifecycle, "What one instance sees changes nothing for another.",
      remedy: "keep everything in self, and nothing in globals"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial { trial in
          var generator = trial.generator(3)
          let (mine, others) = (generator.records(40), generator.records(200))
          let alone = try trial.answer(to: mine)
          let probe = try trial.instance()
          try probe.create(1, of: trial.processor.id, config: trial.config)
          _ = try probe.process(try Batch(others), by: 1)
          let together = try probe.process(try Batch(mine))
          return alone == together
            ? [] : ["\(alone.differences(from: together).count) of 40 records come out otherwise"]
        })
    },
    Check(
      "no-leak-of-instances", .lifecycle,
      "A thousand instances, made and freed, leave no memory and no open files behind.",
      remedy: "free in destroy whatever create made; valgrind shows what was not"
    ) { subject in
      try leaks(subject) { trial, probe in
        try probe.growth(500) { try probe.cycle(500, of: trial.processor.id, config: trial.config) }
      }
    },
    Check(
      "no-leak-of-work", .lifecycle, "Instances that have worked are freed whole too.",
      remedy: "free in destroy whatever process keeps; valgrind shows what was not"
    ) { subject in
      try leaks(subject) { trial, probe in
        var generator = trial.generator(4)
        let records = generator.records(32)
        return try probe.growth(40) {
          for _ in 0..<40 {
            try probe.create(of: trial.processor.id, config: trial.config)
            _ = try probe.process(try Batch(records))
            try probe.destroy()
          }
        }
      }
    },
    Check(
      "any-thread", .lifecycle, "An instance that one thread made works on another.",
      remedy: "keep nothing of an instance in thread-local variables"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial { trial in
          var generator = trial.generator(5)
          let records = generator.records(40)
          let elsewhere = try trial.instance(granting: .threads).race(threads: 1, rounds: 1, on: records)[0].get()
          return try elsewhere == trial.answer(to: records) ? [] : ["it gives another answer there"]
        })
    },
  ]

  /// What a run leaves behind is small beside what it does: a library's few bytes are worth a warning only.
  private static func leaks(_ subject: CheckSubject, _ growth: (Trial, Probe) throws -> UInt64) throws -> Finding {
    var most: UInt64 = 0
    let details = try subject.eachTrial { trial in
      let probe = try trial.probe()
      let before = try probe.condition()
      let kept = try growth(trial, probe)
      let opened = try probe.condition().opened(since: before)
      most = max(most, opened.isEmpty ? kept : .max)
      return opened + (kept < 16 ? [] : ["about \(kept) bytes of each stay behind"])
    }
    return Finding(verdict: details.isEmpty ? .pass : most < 1024 ? .warn : .fail, details: details)
  }

  private static func garbage(for processor: ProcessorDescription) -> [String] {
    let names = (try? ConfigSchema(processor.configSchema).json["properties"]?.object?.map(\.key)) ?? []
    func all(_ value: String) -> String {
      "{" + names.map { "\(JSONValue.string($0).text):\(value)" }.joined(separator: ",") + "}"
    }
    return [
      "", "{}", "null", "[]", "\"text\"", "5", "{", "{\"", "{\"a\":", "{\"a\":}", "[[[", "{}{}", "\0",
      "{\"\\ud800\":1}", all("null"),
      all("5"), all("-1"), all("1e999"), all("\"\""), all("\"\\u0000\""), all("[]"), all("{}"), all("[null]"),
      all("[{}]"), all("[[]]"),
      all("[5]"), all("true"), all(OddValues.deepList(1000)), all("\"" + String(repeating: "a", count: 1 << 20) + "\""),
      String(repeating: "{\"a\":", count: 10_000),
    ]
  }

  /// What it says to a configuration; nil where it takes it.
  private static func refusal(by probe: Probe, of processor: ProcessorDescription, _ config: String) throws -> String? {
    do {
      try probe.create(of: processor.id, config: config)
    } catch ProcessorFailure.status(_, let message) {
      return message
    }
    try probe.destroy()
    return nil
  }
}
