import Connections
import Foundation
import Profiles
import Testing

@testable import Console

/// An installation that has a bit of everything.
enum Example {
  /// Saturday, 28 November 2026, noon UTC.
  static let now = Date(timeIntervalSince1970: 1_795_867_200)
  static let environment = ["KEY": "a-key"]

  /// Writes a connection file into the folder that the service follows.
  static func write(_ name: String, _ text: String, to served: Served) throws {
    let folder = served.home.appending(path: "connections")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: folder.appending(path: "\(name).yaml"), atomically: true, encoding: .utf8)
  }

  /// Applies a connection, so that the store rules it.
  static func apply(_ name: String, _ text: String, to served: Served) throws {
    _ = try served.workspace.library.apply(ConnectionFile(parsing: text, name: name, folder: served.home))
  }

  static let newsletter = """
    connection: newsletter
    name: Iterable – newsletter
    favorite: true
    labels: [email, eu]
    description: Nightly two-way sync
    iterable: { data_center: eu, api_key: "${env:KEY}" }
    schedule: { days_of_week: [mon, wed], at: "06:30", time_zone: Europe/Amsterdam }
    goals:
      - import_profiles: subscribers
        source: { lists: [Newsletter] }
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings:
          - { field: firstName, property: first_name, strategy: set }
      - export_profiles: audience
        segment: everybody
        lists: [{ list: Newsletter, clean_up: true }]
        link: [{ property: email, field: email }]
        mappings:
          - { from: { property: first_name }, field: firstName }

    """

  /// One that the store rules and that ran, one of a file that is off, and a file that cannot be read.
  static func fill(_ served: Served) throws {
    try apply("newsletter", newsletter, to: served)
    try write(
      "shop", "connection: shop\nname: Shop\nenabled: false\niterable: { api_key: \"${env:KEY}\" }\ngoals: []\n",
      to: served)
    try write("broken", "connection: broken\ngaols: []\n", to: served)
    try served.store.write { writer in
      var run = try writer.startRun(connection: "newsletter", trigger: "manual")
      run.state = .partial
      run.ended = Timestamp(now.addingTimeInterval(100))
      var counters = Counters()
      (counters.read, counters.checked, counters.created, counters.rejected) = (1_200, 1_190, 1_180, 10)
      run.goals = [GoalResult(goal: "subscribers", state: .partial, counters: counters)]
      try writer.updateRun(run)
      for goal in run.goals { try writer.putResult(goal, run: run.id) }
    }
  }
}
