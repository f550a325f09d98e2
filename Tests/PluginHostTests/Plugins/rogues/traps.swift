// Traps in a plugin function: an index that is not there.
import CMillrace

final class Traps: Processor {
  init(config: JSON) throws {}

  func process(_ batch: Batch) throws {
    let poison = batch.field("poison")
    var seen = batch.field("seen")
    let nothing: [mr_cell] = []
    for row in batch.keptRows {
      let cell = poison[row]
      let isPoison = UInt32(cell.kind) == MR_BOOL && cell.as.integer == 1
      try seen.set(row, isPoison ? nothing[Int(row)] : mr_bool(1))
    }
  }
}

let plugin = Plugin(
  id: "rogue", name: "rogue", version: "1.2.3", description: "", vendor: "",
  processors: [
    ProcessorFacts(
      Traps.self, id: "traps", name: "Traps", description: "", schema: #"{"type":"object"}"#, flags: MR_PURE)
  ])
