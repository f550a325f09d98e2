// filter-fields: keeps or drops fields by name or pattern. It looks at no row.
import CMillrace

final class FilterFields: Processor {
  let keep: [Glob]?
  let drop: [Glob]

  init(config: JSON) throws {
    keep = config["keep"].exists ? config["keep"].items.compactMap(\.string).map(Glob.init) : nil
    drop = config["drop"].items.compactMap(\.string).map(Glob.init)
  }

  func process(_ batch: Batch) throws {
    for name in batch.fieldNames where !isWanted(name.bytes) { try batch.remove(name) }
  }

  private func isWanted(_ name: UnsafeRawBufferPointer) -> Bool {
    if let keep, !keep.contains(where: { $0.matches(name) }) { return false }
    return !drop.contains { $0.matches(name) }
  }
}

let plugin = Plugin(
  id: "filter-fields", name: "Filter fields", version: "1.0.0", description: "Keeps or drops fields.",
  vendor: "Millrace",
  processors: [
    ProcessorFacts(
      FilterFields.self, id: "filter-fields", name: "Filter fields",
      description: "Keeps or drops fields of the record by name or pattern.",
      schema: configSchema, flags: MR_PURE | MR_THREAD_SAFE)
  ])
