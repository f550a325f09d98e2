import Foundation

/// The installations that the trials begin with.
extension Goals {
  /// A store without anything in it but what the connection needs.
  static func prepareImport(_ place: Place) throws {
    for (name, type) in [("first_name", "text"), ("points", "number"), ("user_id", "text")] {
      try place.millrace(["property", "add", name, "--type", type] + (name == "user_id" ? ["--identifier"] : []))
    }
    try place.millrace("group-type", "add", "product", "--joined-by", "favourite_product")
    try place.millrace("event-type", "import", try place.write(signUp, to: "sign-up.xml"))
    try place.millrace("event-type", "import", try place.write(quiz, to: "quiz.xml"))
    try place.millrace("lifecycle", "apply", try place.write(lifecycle, to: "customer.yaml"))
    for (name, test) in [("low", "less_than: 6000"), ("high", "greater_than: 3000"), ("all", "exists: true")] {
      let text = segments.replacing("%", with: name).replacing("#", with: test)
      try place.millrace("segment", "apply", try place.write(text, to: "\(name).yaml"))
    }
    try place.write(imports(place), to: "import.yaml")
  }

  /// A store whose profiles were exported with their events: many of them have left the segment since, others have come, all
  /// have a new value, and some of their events are others now.
  static func prepareExport(_ place: Place) throws {
    try prepareImport(place)
    // Of another connection, as its own events are not sent back.
    let seeding = imports(place).replacing("connection: tortured", with: "connection: seeding")
    try place.millrace("run", try place.write(seeding, to: "seeding.yaml"))
    try place.millrace("run", try place.write(exports(place, segment: "low"), to: "before.yaml"))
    try changeEvents(place)
    let more = "      - { from: { text: millrace }, field: source }"
    try place.write(exports(place, segment: "high", more: more), to: "export.yaml")
  }

  /// Every other event of ten profiles that were exported, and will be, gets other properties.
  private static func changeEvents(_ place: Place) throws {
    var lines: [String] = []
    for line in try place.millrace("profile", "export", "--segment", "low").split(separator: "\n")
    where lines.count < 10 {
      guard let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let properties = row["properties"] as? [String: Any], let email = properties["email"],
        let points = (properties["points"] as? [Int])?.first, points > 3000,
        let timeline = row["timeline"] as? [[String: Any]], timeline.count > 1
      else { continue }
      let changed = timeline.enumerated().filter { $0.offset % 2 == 0 }.map { event in
        let isQuiz = event.element["event_type"] as? String == "quiz"
        return event.element.merging(["properties": isQuiz ? ["score": 1] : [:]]) { $1 }
      }
      let data = try JSONSerialization.data(
        withJSONObject: ["properties": ["email": email], "timeline": changed], options: .sortedKeys)
      lines.append(String(decoding: data, as: UTF8.self))
    }
    try place.millrace(
      "profile", "import", try place.write(lines.joined(separator: "\n") + "\n", to: "changed.ndjson"))
  }

  /// A store with a run whose groups, subscribers and exported profiles were partly rejected, for reasons most of which are
  /// mended now.
  static func prepareRetry(_ place: Place) throws {
    try prepareImport(place)
    func people(_ address: (Int) -> String, to name: String) throws -> String {
      let lines = (1...6).map {
        #"{"properties": {"user_id": "shop-\#($0)", "email": "\#(address($0))", "first_name": "Ann", "points": \#($0)}}"#
      }
      return try place.write(lines.joined(separator: "\n") + "\n", to: name)
    }
    try place.millrace("profile", "import", try people({ "shop\($0)@shop.no-such-place" }, to: "people.ndjson"))
    let broken = imports(place, link: "userId", groupID: "code") + exportGoal(segment: "all")
    try place.millrace("run", try place.write(broken, to: "broken.yaml"))
    let mended = try people({ $0 < 5 ? "shop\($0)@example.com" : "shop\($0)@shop.no-such-place" }, to: "mended.ndjson")
    try place.millrace("profile", "import", mended)
    try place.write(imports(place) + exportGoal(segment: "all"), to: "mended.yaml")
  }

  /// Tries again what run 1 rejected.
  static func retry(_ place: Place) -> [String] {
    ["runs", "retry", "1", place.folder.appending(path: "mended.yaml").path, "--home", place.home.path]
  }
}
