// everything: does to each record what its field `do` says, by every wrapper there is. One of four alike.
import CMillrace

final class Everything: Processor {
  let suffix: String

  init(config: JSON) throws {
    suffix = config["suffix"].string ?? ""
    if suffix.utf8.count > 15 { throw PluginError(message: "suffix is longer than 15 bytes", code: 1) }
  }

  func process(_ batch: Batch) throws {
    for name in batch.fieldNames {
      if String(name) == "gone" { try batch.remove(name) }
      if String(name) == "old" { try batch.rename(name, to: mr_text("new")) }
    }
    var todo = batch.field("do")
    var n = batch.field("n")
    for row in batch.keptRows {
      guard let text = todo.text(row) else { continue }
      switch String(decoding: text, as: UTF8.self) {
      case "drop": try batch.drop(row, reason: "asked to")
      case "reject": try batch.reject(row, code: 7, field: "do", reason: "asked to")
      case "fail": throw PluginError(message: "asked to fail", code: 3)
      case "slice": try todo.set(row, withUnsafePointer(to: todo[row]) { mr_slice($0, 1, 3) })
      case "text": try todo.set(row, text: suffix)
      case "list": try todo.set(row, list(batch, ["list", suffix]))
      case "double": if let number = n.double(row) { try n.set(row, mr_double(2 * number)) }
      case "int": try n.set(row, mr_int(7))
      case "bool": try n.set(row, mr_bool(1))
      case "now": try n.set(row, mr_time(batch.raw.pointee.now))
      case "null": try n.set(row, mr_null())
      case "clear": try n.set(row, mr_absent())
      case "derive": try batch.setDerived(try batch.derive(row), "by", try batch.copy(suffix))
      default: break
      }
    }
  }

  func finish(_ batch: Batch) throws { try batch.setDerived(try batch.derive(), "end", mr_bool(1)) }

  private func list(_ batch: Batch, _ items: [String]) throws -> mr_cell {
    var builder = mr_build(batch.raw)
    var cell = mr_cell()
    for (index, item) in items.enumerated() {
      mr_append_byte(&builder, CChar(UInt8(ascii: index == 0 ? "[" : ",")))
      var item = item
      item.withUTF8 { mr_append_quoted(&builder, mr_text(UnsafeRawBufferPointer($0))) }
    }
    mr_append_byte(&builder, CChar(UInt8(ascii: "]")))
    try check(mr_built(&builder, UInt8(MR_LIST), &cell))
    return cell
  }
}

let plugin = Plugin(
  id: "everything-swift", name: "Everything", version: "1.0.0", description: "A test.", vendor: "Millrace",
  processors: [
    ProcessorFacts(
      Everything.self, id: "everything", name: "Everything", description: "Does what records say.",
      schema: #"{"type": "object", "properties": {"suffix": {"type": "string", "default": "é\""}}}"#)
  ])
