// country: spells a country's code in capital letters, and drops the rows of countries that are not wanted.
import CMillrace

final class Country: Processor {
  let only: Set<String>

  init(config: JSON) throws {
    only = Set(config["only"].items.compactMap(\.string))
    if only.contains(where: { $0 != $0.uppercased() }) { throw PluginError(message: "only: write codes in capitals") }
  }

  func process(_ batch: Batch) throws {
    var country = batch.field("country")
    for row in batch.keptRows {
      guard let bytes = country.text(row) else { continue }
      let code = String(decoding: bytes, as: UTF8.self).uppercased()
      if !only.isEmpty && !only.contains(code) {
        try batch.drop(row, reason: "country is not wanted")
      } else if !code.utf8.elementsEqual(bytes) {
        try country.set(row, text: code)
      }
    }
  }
}

let plugin = Plugin(
  id: "country", name: "Country", version: "1.0.0", description: "An example in Swift.", vendor: "Millrace",
  processors: [
    ProcessorFacts(
      Country.self, id: "country", name: "Country", description: "Spells country codes and drops unwanted ones.",
      schema: """
        {"type": "object", "additionalProperties": false, "properties": {
          "only": {"type": "array", "items": {"type": "string"}, "default": [], "uniqueItems": true,
                   "description": "Codes to keep; empty: all."}}}
        """,
      flags: MR_PURE | MR_THREAD_SAFE)
  ])
