// events.c in Swift.
enum ArticleRead: EventFunctions {
  static func validate(_ events: Batch) throws {
    let words = events.field("words")
    for row in events.keptRows {
      if let count = words.double(row), count <= 0 {
        try events.reject(row, code: 1, field: "words", reason: "nothing can be read there")
      }
    }
  }
  static func summarise(_ events: Batch) throws {
    let title = events.field("title")
    var summary = events.field("@summary")
    for row in events.keptRows {
      guard let text = title.text(row) else { throw PluginError(message: "there is no title") }
      try summary.set(row, text: "Read: " + String(decoding: text, as: UTF8.self))
    }
  }
}

let plugin = Plugin(
  id: "reading", name: "Reading", version: "1.0.0", description: "A test.", vendor: "Millrace",
  eventTypes: [
    EventTypeFacts(
      id: "article-read", name: "Article read", version: "1.0.0", description: "To its end.", icon: "book",
      retentionDays: 90,
      properties: [
        PropertyFacts("title", .text, name: "Title", description: "What was read.", flags: .required),
        PropertyFacts("words", .number, name: "Words"),
        PropertyFacts("price", .decimal, name: "Price"),
        PropertyFacts(
          "author",
          .object([
            PropertyFacts("name", .text, name: "Name", flags: .required),
            PropertyFacts("born", .dateTime, flags: .sensitive),
          ]), name: "Authors", flags: .multiple),
      ], functions: ArticleRead.self),
    EventTypeFacts(id: "site-visited", name: "Site visited", version: "1.0.0"),
  ])
