import Connections
import EventTypes
import Foundation
import IterableAPI
import PluginHost
import Profiles
import SQLiteStore
import Testing

/// Runs in this process, over a place's store and sandbox: an impatient client, and no command line in between.
struct Workshop {
  let place: Place

  /// Goals of an import whose download is `download`, and of an export to `segment`.
  static func importing(_ download: String) -> (options: String, goals: String) {
    (
      "download: \(download)",
      """
        - import_profiles: subscribers
          link: [{ field: email, property: email }]
          create_profiles: true
          mappings:
            - { field: firstName, property: first_name }
            - { field: points, property: points, strategy: sum }
      """
    )
  }

  static func exporting(segment: String, more: String = "") -> (options: String, goals: String) {
    (
      "download: direct",
      """
        - export_profiles: audience
          segment: \(segment)
          lists: [{ list: Test group, clean_up: true }]
          link: [{ property: email, field: email }]
          mappings:
            - { from: { property: first_name }, field: storeName }
            - { from: { property: points }, field: storePoints }
      \(more)
      """
    )
  }

  func connection(_ parts: (options: String, goals: String), at address: String) throws -> Connection {
    let text = """
      connection: tortured
      iterable: { base_url: "\(address)", api_key: "${env:KEY}", \(parts.options) }
      goals:
      \(parts.goals)
      """
    let file = ConnectionFile(parsing: text, name: "tortured.yaml")
    return try #require(file.connection, "\(file.diagnostics)")
  }

  func store() throws -> SQLiteStore { try SQLiteStore(path: place.database.path) }

  /// A store with two segments that overlap, and all else that goals name.
  func prepare() throws {
    try FileManager.default.createDirectory(at: place.home, withIntermediateDirectories: true)
    let store = try store()
    defer { try? store.close() }
    try store.write {
      try $0.putGroupType(GroupType(id: "product", name: "Product", joinedBy: ["favourite_product"]))
      for id in ["order", "sign-up"] {
        let properties = [EventProperty(key: "total_revenue", type: .decimal)]
        _ = try $0.acceptEventType(EventType(id: id, version: "1.0.0", name: id, properties: properties), from: .xml)
      }
      for (name, type) in [("first_name", Property.ValueType.text), ("points", .number)] {
        try $0.putProperty(Property(name: name, type: type))
      }
      let tests: [(String, Condition.Test)] = [
        ("low", .range(from: nil, to: .init("6000", isIncluded: false))),
        ("high", .range(from: .init("3000", isIncluded: false), to: nil)), ("all", .exists),
      ]
      for (id, test) in tests {
        try $0.putSegment(Segment(id: id, name: id, condition: .property("points", test)))
      }
    }
  }

  @discardableResult
  func run(
    _ connection: Connection, _ options: RunOptions = RunOptions(), cancellation: Cancellation = Cancellation()
  ) throws -> Run {
    let store = try store()
    defer { try? store.close() }
    let folder = place.folder
    let installation = Installation(
      store: store,
      catalogue: PluginCatalogue(folders: [], cacheFolder: folder.appending(path: "cache"), worker: try .find()),
      worker: try .find(), spoolFolder: place.home.appending(path: "spool"), environment: ["KEY": "sandbox-key"],
      adjustClient: {
        $0.rateLimits = .unlimited
        $0.retry = RetryPolicy(tries: 3, rateLimitTries: 3, firstDelaySeconds: 0.01, longestDelaySeconds: 0.05)
        $0.exportPollSeconds = 0.01...0.05
        $0.connectTimeoutSeconds = 2
        $0.idleTimeoutSeconds = 1
        $0.downloadIdleTimeoutSeconds = 1
      })
    return try Runner(installation).run(connection, options, cancellation: cancellation)
  }

  /// All that counts in the end.
  func end() throws -> [String] {
    try StoreContent.lines(place.database) + place.sandboxContent() + place.leftovers()
  }
}
