import Connections
import Foundation
import Profiles
import Testing

/// A sum is added once for each version of a source's row, whatever stands between the source and the profile.
@Suite struct SumTests {
  static func goal(_ processors: String = "[]") -> String {
    """
      - import_profiles: people
        processors: \(processors)
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings: [{ field: points, property: points, strategy: sum }]
    """
  }

  @Test func `people who stand in the source twice are added up once, by a full run too`() throws {
    let site = try Site(subscribers: 300)
    let connection = try site.connection(Self.goal())
    let first = try site.run(connection).counters("people")
    #expect(first.created < 300 && first.updated > 0, "the seeded rows hold people twice")
    let documents = try site.documents()
    let again = try site.run(connection, RunOptions(full: true)).counters("people")
    #expect(again.updated == 0)
    #expect(try site.documents() == documents)
  }

  @Test func `a step may remove the field with the row's version`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "points": 3]])
    let connection = try site.connection(Self.goal("[{ plugin: shape }]"))
    #expect(try site.run(connection).counters("people").created == 1)
    // The next window overlaps this one, so the row comes again.
    let again = try site.run(connection).counters("people")
    #expect(again.unchanged == 1, "\(again)")
    #expect(try site.documents() == [#"{"email":["ann@example.com"],"points":[3]}"#])
  }

  @Test func `every row that a step derives of one record counts, more than a batch of them too`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "points": 2, "copies": 1500]])
    let connection = try site.connection(Self.goal("[{ plugin: shape }]"))
    for run in 1...2 {
      let counters = try site.run(connection, RunOptions(full: true)).counters("people")
      #expect(counters.checked == 1501)
      #expect(try site.documents() == [#"{"email":["ann@example.com"],"points":[3002]}"#], "after run \(run)")
    }
  }
}
