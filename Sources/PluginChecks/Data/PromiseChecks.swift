import PluginHost
import Records

/// What a processor's flags promise.
extension Check {
  static let promiseChecks: [Check] = [
    Check(
      "deterministic", .data, "The same records give the same result in every process.",
      remedy: "take the time from mr_batch.now, and no chance, no addresses and no environment into results"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 4) { trial in
          var generator = trial.generator(20)
          let records = generator.records(200)
          return told(try trial.answer(to: records), try trial.answer(to: records), of: 200)
        })
    },
    pure("pure-again", "MR_PURE: the same records give the same result when they come again.") { trial, records in
      let probe = try trial.instance()
      _ = try probe.process(try Batch(records))
      return try probe.process(try Batch(records))
    },
    pure("pure-in-any-order", "MR_PURE: the order of records changes nothing.") { trial, records in
      var random = SeededGenerator(seed: UInt64(records.count))
      return try trial.answer(to: records.shuffled(using: &random))
    },
    pure("pure-alone", "MR_PURE: a record comes out alone as it does among others.") { trial, records in
      try inParts(of: 1, trial, records)
    },
    pure("pure-in-any-batch", "MR_PURE: how records are put into batches changes nothing.") { trial, records in
      try inParts(of: 7, trial, records)
    },
    pure("pure-in-any-column-order", "MR_PURE: the order of fields changes nothing.") { trial, records in
      let turned = records.map { record in
        var turned = record
        turned.fields.reverse()
        return turned
      }
      return try trial.answer(to: turned)
    },
    Check(
      "thread-safe", .data, "MR_THREAD_SAFE: four threads at once get what one thread gets.",
      remedy: "let process change nothing in self and in globals, or leave the flag away", timeout: 20
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(
          configs: 3, where: { $0.flags.contains(.threadSafe) }, else: "it does not carry MR_THREAD_SAFE"
        ) { trial in
          var generator = trial.generator(22)
          let records = generator.records(100)
          let alone = try trial.answer(to: records)
          let threads = try trial.instance(granting: .threads).race(threads: 4, rounds: 50, on: records)
          for thread in threads {
            let differing = told(alone, try thread.get(), of: 100)
            if !differing.isEmpty { return differing }
          }
          return []
        })
    },
  ]

  /// A check of `MR_PURE`: what comes out in another way is what comes out of all records in one batch.
  private static func pure(
    _ name: String, _ sentence: String, _ otherwise: @escaping @Sendable (Trial, [Record]) throws -> Answer
  ) -> Check {
    Check(
      name, .data, sentence,
      remedy: "keep nothing between records, and look at no other record, or leave the flag away"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(
          configs: 3, where: { $0.flags.contains(.pure) }, else: "it does not carry MR_PURE"
        ) { trial in
          var generator = trial.generator(21)
          // Some of them twice, under other numbers: a processor that remembers is found by what it does to the second.
          let once = generator.records(80)
          let records = once + once.prefix(20).map { Record(number: $0.number + 1000, fields: $0.fields) }
          return told(try trial.answer(to: records), try otherwise(trial, records), of: records.count)
        })
    }
  }

  private static func inParts(of count: Int, _ trial: Trial, _ records: [Record]) throws -> Answer {
    let probe = try trial.instance()
    var answer = Answer()
    for part in records.parts(of: count) { answer.join(try probe.process(try Batch(Array(part)))) }
    return answer
  }

  private static func told(_ answer: Answer, _ other: Answer, of count: Int) -> [String] {
    let differing = answer.differences(from: other)
    guard let first = differing.first else { return [] }
    return ["\(differing.count) of \(count) records come out otherwise, record \(first) among them"]
  }
}
