import Foundation
import PluginHost
import Records

extension Check {
  static let answerChecks: [Check] = [
    Check(
      "random-batches", .data, "It answers a thousand batches of records of every kind, with valid cells each time.",
      remedy: "repeat it with the seed; 'invalid output' names the field and what is wrong with it", timeout: 30
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 5) { trial in
          var generator = trial.generator(11)
          let probe = try trial.instance()
          for round in 0..<200 { _ = try probe.process(try Batch(generator.records(1 + round % 24))) }
          if trial.processor.hasFinish { _ = try probe.finish() }
          return []
        })
    },
    Check(
      "records-of-a-file", .data,
      "It answers records as they are read of a file, numbers in their own spelling included.",
      remedy:
        "a cell that was read has a spelling; one that is set must leave `spelling` and `length` 0: use mr_int and the like"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 3) { trial in
          let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "millrace-\(UUID().uuidString).ndjson")
          defer { try? FileManager.default.removeItem(at: file) }
          var rows = subject.options.rows
          if rows == nil {
            try Data(trial.fields.jsonLines.utf8).write(to: file)
            rows = file
          }
          let reader = try JSONLinesReader(path: rows!.path)
          let (probe, batch) = (try trial.instance(), try Batch())
          while try reader.read(into: batch) { _ = try probe.process(batch) }
          return []
        })
    },
    Check(
      "dropped-rows-stay-out", .data, "Records that an earlier step dropped are left alone.",
      remedy: "go through the rows with MR_EACH_KEPT"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 3) { trial in
          var generator = trial.generator(12)
          var records = generator.records(60)
          for index in records.indices where index % 3 != 0 { records[index].isDropped = true }
          let answer = try trial.answer(to: records)
          let (kept, dropped) = (records.filter { !$0.isDropped }, records.filter(\.isDropped))
          let revived = dropped.filter { answer.derived[$0.number] != nil }.count
          if revived > 0 { return ["it makes new records of \(revived) that were out"] }
          guard trial.isPure else { return [] }
          let alone = try trial.answer(to: kept)
          return kept.allSatisfy { alone.rows[$0.number] == answer.rows[$0.number] }
            ? [] : ["records come out otherwise beside those that were out"]
        })
    },
    Check(
      "finish-after-data", .data, "What finish gives after all records is valid too.",
      remedy: "finish makes records with mr_derive and MR_NO_PARENT; the batch it gets has no rows"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 3, where: \.hasFinish, else: "it has no finish") { trial in
          let probe = try trial.instance()
          var generator = trial.generator(13)
          for _ in 0..<10 { _ = try probe.process(try Batch(generator.records(100))) }
          _ = try probe.finish()
          return []
        })
    },
    Check(
      "reasons-given", .data, "It says why it drops or rejects a record.",
      remedy: "give a reason: a sentence that a person reads in the run's account, without the record's values"
    ) { subject in
      .warn(
        ifAny: try subject.eachTrial(configs: 4) { trial in
          var generator = trial.generator(14)
          let rows = try trial.answer(to: generator.records(300)).rows.values
          let silent = rows.count { $0 == "dropped: " || ($0.hasPrefix("rejected") && $0.hasSuffix(": ")) }
          return silent == 0 ? [] : ["of \(silent) of 300 records it does not"]
        })
    },
    Check(
      "values-stay-secret", .data, "Reasons, names of fields and messages repeat no values of records.",
      remedy: "name the field and what is wrong with it, never the value: reasons go to logs and run reports"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 4) { trial in
          let canary = Canary(seed: subject.options.seed)
          do {
            let said = try trial.answer(to: canary.records(trial.fields)).said
            return said.contains(where: canary.isIn)
              ? ["a reason or a field's name has the value of a record in it"] : []
          } catch ProcessorFailure.status(_, let message) where canary.isIn(message) {
            return ["its error message has the value of a record in it"]
          }
        })
    },
    Check(
      "log-keeps-values-secret", .data, "Its log repeats no values of records.",
      remedy: "log counts and names of fields, never values"
    ) { subject in
      .fail(
        ifAny: try subject.eachTrial(configs: 4) { trial in
          let canary = Canary(seed: subject.options.seed)
          let probe = try trial.instance()
          _ = try probe.process(try Batch(canary.records(trial.fields)))
          return probe.heard.lines.contains(where: canary.isIn) ? ["a line has the value of a record in it"] : []
        })
    },
    Check(
      "memory-is-steady", .data, "It needs no more memory after hundreds of batches than after the first ones.",
      remedy: "free what a batch needed when process returns; bound what is kept between batches"
    ) { subject in
      .warn(
        ifAny: try subject.eachTrial(configs: 2) { trial in
          var generator = trial.generator(15)
          let probe = try trial.instance()
          // The same records again, so that what is learned of them once is no leak.
          let records = generator.records(64)
          let grown = try probe.growth(80) {
            for _ in 0..<80 { _ = try probe.process(try Batch(records)) }
          }
          return grown < 32 ? [] : ["\(grown) bytes more with each batch of 64 records"]
        })
    },
    Check(
      "time-is-even", .data, "No odd record takes it longer than half a second.",
      remedy: "go through a text once; a search inside a loop over the same text takes the square of its length",
      timeout: 60
    ) { subject in
      .warn(
        ifAny: try subject.eachTrial(configs: 2) { trial in
          let probe = try trial.instance()
          let texts = ["a", " ", "@", "a,b;", "1"].map { String(repeating: $0, count: 200_000 / $0.utf8.count) }
          return try texts.compactMap { text in
            let record = Record(number: 1, fields: trial.fields.prefix(4).map { ($0, .text(text)) })
            let batch = try Batch([record])
            let start = ContinuousClock.now
            do {
              _ = try probe.process(batch)
            } catch ProcessorFailure.status {
              return nil
            }
            let time = (ContinuousClock.now - start) / .seconds(1)
            return time < 0.5
              ? nil : "a text of 200 KB, '\(text.prefix(4))' again and again, takes \(Int(time * 1000)) ms"
          }
        })
    },
  ]
}

/// Values that nobody guesses, to be looked for where no value belongs.
struct Canary {
  private let token: String

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    token = "zq" + String(random.next(), radix: 36) + "x"
  }

  func isIn(_ text: String) -> Bool { text.lowercased().contains(token) }

  func records(_ fields: [String]) -> [Record] {
    let values: [Record.Value] = [
      .text(token), .text("\(token)@example.com"), .text("\(token)@"), .text("+31 \(token)"),
      .text("2024-13-45 \(token)"),
      .text("{\"a\":\"\(token)\""), .text(" \(token) "), .list("[\"\(token)\"]"),
      .object("{\"\(token)\":\"\(token)\"}"),
      .text(token + String(repeating: "a", count: 400)),
    ]
    return values.enumerated().map { index, value in
      Record(number: UInt64(index + 1), fields: fields.map { ($0, value) })
    }
  }
}

extension [String] {
  /// Records with these fields as a file would hold them.
  fileprivate var jsonLines: String {
    let values = [
      "1", "1.50", "-0", "1e3", "0.1", "123456789012345678901234567890", "true", "null", "\"a\"",
      "\"caf\\u00e9 \\ud83d\\ude00\"", "[]",
      "[1.0, 2]", "{\"a\": {\"b\": [null]}}", "\"\"", "9223372036854775807", "1E-7",
    ]
    return values.indices.map { at in
      let members = indices.map { "\(JSONValue.string(self[$0]).text): \(values[(at + $0) % values.count])" }
      return "{\(members.joined(separator: ", "))}\n"
    }.joined()
  }
}
