// @NAME@: takes spaces away around a field's text, and rejects what is too long.
import CMillrace

final class Trim: Processor {
  let name: [UInt8]
  let longest: Int64

  /// Once for each goal of each run. The configuration is as the schema says, with defaults filled in.
  init(config: JSON) throws {
    name = Array((config["field"].string ?? "").utf8)
    longest = config["longest"].int ?? 100
  }

  /// Once for each batch of up to 1,024 records. What it throws fails the call; `PluginError` gives it a message.
  func process(_ batch: Batch) throws {
    try name.withUnsafeBytes { try trim(mr_text($0), of: batch) }
  }

  private func trim(_ name: mr_text, of batch: Batch) throws {
    var field = batch.field(name)
    for row in batch.keptRows {
      guard let text = field.text(row) else { continue }
      let from = text.firstIndex { !isSpace($0) } ?? text.endIndex
      let to = text.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? from
      if to - from > longest {
        try batch.reject(row, code: 1, field: name, reason: "longer than allowed")
      } else if to - from < text.count {
        // The text stays where it is: the new value is a part of it.
        let part = withUnsafePointer(to: field[row]) { mr_slice($0, UInt32(from), UInt32(to - from)) }
        try field.set(row, part)
      }
    }
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}

let plugin = Plugin(
  id: "@NAME@", name: "@NAME@", version: "0.1.0", description: "A plugin in Swift.", vendor: "My company",
  processors: [
    ProcessorFacts(
      Trim.self, id: "@NAME@", name: "@NAME@",
      description: "Takes spaces away around a field's text, and rejects what is too long.",
      schema: """
        {"type": "object", "additionalProperties": false, "required": ["field"], "properties": {
          "field": {"type": "string", "minLength": 1, "x-millrace-field": true, "description": "Whose text it is."},
          "longest": {"type": "integer", "minimum": 1, "default": 100, "description": "In bytes."}}}
        """,
      flags: MR_PURE | MR_THREAD_SAFE)
  ])
