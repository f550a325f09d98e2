import PluginHost
import Records

/// One kind of odd records after the other: the plugin bears them, and what it answers is valid.
extension Check {
  static let valueChecks: [Check] = [
    Check(
      "every-kind", .data, "Every field may hold a value of every kind.",
      remedy: "look at the cell's kind: the getters of rows.h answer 0 for another than they are for"
    ) { subject in
      try subject.bears(configs: 3) { trial in
        // All fields at once, then each field alone.
        [OddValues.everyKind.map { value in trial.fields.map { ($0, value) } }]
          + trial.fields.map { field in OddValues.everyKind.map { [(field, $0)] } }
      }
    },
    Check(
      "absent-and-null", .data, "Every field may be absent, and null.",
      remedy: "mr_is_empty holds for both; an absent field has no column, or a cell of kind MR_ABSENT"
    ) { subject in
      try subject.bears(configs: 4) { trial in
        [
          [[]], [trial.fields.map { ($0, .null) }],
          trial.fields.indices.map { absent in
            trial.fields.indices.filter { $0 != absent }.map { (trial.fields[$0], .text("a")) }
          },
        ]
      }
    },
    Check(
      "odd-texts", .data, "Texts may be empty, hold zeros, combining marks, and any character there is.",
      remedy: "texts have a length and no terminator: use mr_text.length, not strlen; cut between characters only"
    ) { subject in
      try subject.bears(configs: 4) { trial in
        let texts = OddValues.texts.flatMap { text in OddValues.texts.prefix(8).map { text + $0 } }
        return [texts.map { text in trial.fields.map { ($0, .text(text)) } }]
      }
    },
    Check(
      "long-texts", .data, "A text may have a megabyte.",
      remedy: "let no length fit into an int or into a buffer on the stack; ask mr_batch.allocate for what is needed"
    ) { subject in
      try subject.bears(configs: 2, orRefuses: true) { trial in
        [" ", "a", "é", "a b@c.de,"].map { piece in
          let text = String(repeating: piece, count: (1 << 20) / piece.utf8.count)
          return [trial.fields.prefix(4).map { ($0, .text(text)) }]
        }
      }
    },
    Check(
      "numbers-at-limits", .data, "Numbers may be as large and as small as 64 bits hold.",
      remedy: "let no arithmetic overflow: __builtin_add_overflow in C, &+ or a check in Swift"
    ) { subject in
      try subject.bears(configs: 4) { trial in
        let numbers: [Record.Value] =
          OddValues.integers.map { .integer($0) } + OddValues.numbers.map { .number($0) }
          + OddValues.times.map { .time($0) }
        return [
          numbers.map { value in trial.fields.map { ($0, value) } },
          numbers.indices.map { at in
            trial.fields.indices.map { (trial.fields[$0], numbers[(at + $0) % numbers.count]) }
          },
        ]
      }
    },
    Check(
      "deep-json", .data, "Lists and objects may be nested deep, and be long.",
      remedy: "let nothing call itself once for each level; mr_json_next goes through a value without"
    ) { subject in
      try subject.bears(configs: 2) { trial in
        let long = "[" + Array(repeating: "\"item\"", count: 20_000).joined(separator: ",") + "]"
        let object = "{" + (0..<5000).map { "\"key\($0)\":\($0)" }.joined(separator: ",") + "}"
        let values: [Record.Value] = [
          .list(OddValues.deepList(60)), .list(long), .object(object),
          .object(String(repeating: "{\"a\":", count: 60) + "1" + String(repeating: "}", count: 60)),
        ]
        return values.map { value in [trial.fields.prefix(6).map { ($0, value) }] }
      }
    },
    Check(
      "any-count", .data, "A batch may have one row, and 1,024.",
      remedy: "take the number of rows from mr_batch.row_count"
    ) { subject in
      try subject.bears(configs: 2) { trial in
        var generator = trial.generator(10)
        return [1, 2, 3, 1024, 1023].map { generator.records($0).map(\.fields) }
      }
    },
    Check(
      "many-columns", .data, "A batch may have a thousand fields, and none.",
      remedy: "count columns by mr_batch.column_count, and look for fields by name"
    ) { subject in
      try subject.bears(configs: 2) { trial in
        [
          [[], [], []],
          (0..<3).map { _ in
            trial.fields.map { ($0, .text("a")) } + (0..<1000).map { ("field_\($0)", .integer(Int64($0))) }
          },
        ]
      }
    },
    Check(
      "odd-names", .data, "Fields may have any name.",
      remedy: "names are texts like others: with a length, without a terminator, of any character"
    ) { subject in
      try subject.bears(configs: 2) { trial in
        let names = OddValues.texts.filter { $0.utf8.count <= 1000 }
        return [(0..<3).map { _ in names.map { ($0, .text("a")) } }]
      }
    },
  ]
}

extension CheckSubject {
  /// Passes where each batch gets a valid answer. `orRefuses`: saying no in words is an answer too.
  fileprivate func bears(
    configs: Int, orRefuses: Bool = false, _ batches: (Trial) -> [[[(name: String, value: Record.Value)]]]
  ) throws -> Finding {
    .fail(
      ifAny: try eachTrial(configs: configs) { trial in
        let probe = try trial.instance()
        for rows in batches(trial) {
          var number: UInt64 = 0
          for part in rows.parts(of: Int(MRB_ROWS)) {
            let records = part.map { fields -> Record in
              number += 1
              return Record(number: number, fields: fields)
            }
            do {
              _ = try probe.process(try Batch(records))
            } catch ProcessorFailure.status where orRefuses {
            }
          }
        }
        return []
      })
  }
}

extension Collection {
  func parts(of count: Int) -> [SubSequence] {
    var parts: [SubSequence] = []
    var start = startIndex
    while start < endIndex {
      let end = index(start, offsetBy: count, limitedBy: endIndex) ?? endIndex
      parts.append(self[start..<end])
      start = end
    }
    return parts
  }
}
