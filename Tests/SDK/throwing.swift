// throwing: throws where its configuration says, what it says. One of three alike.
import CMillrace

enum Trouble: Error { case of(String) }

final class Throwing: Processor {
  let at: String?
  let what: String?

  init(config: JSON) throws {
    at = config["at"].string
    what = config["what"].string
    try come("create")
  }

  func process(_ batch: Batch) throws {
    for row in batch.keptRows where batch.field("bad")[row].kind != MR_ABSENT { try come("process") }
  }
  func finish(_ batch: Batch) throws { try come("finish") }

  private func come(_ place: String) throws {
    guard at == place else { return }
    switch what {
    case "error": throw PluginError(message: "words of its own", code: 3)
    case "ok": throw PluginError(message: "not well at all", status: MR_OK)
    case "long": throw PluginError(message: String(repeating: "x", count: 246) + "éé")
    default: throw Trouble.of("a value that nobody may see")
    }
  }
}

let plugin = Plugin(
  id: "throwing", name: "Throwing", version: "1.0.0", description: "A test.", vendor: "Millrace",
  processors: [
    ProcessorFacts(
      Throwing.self, id: "throwing", name: "Throwing", description: "Throws.", schema: #"{"type": "object"}"#)
  ])
