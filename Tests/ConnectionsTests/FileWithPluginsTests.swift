import Foundation
import IterableAPI
import Records
import Testing

@testable import Connections

@Suite struct FileWithPluginsTests {
  @Test func `a plugin that is missing, no plugin, or configured wrongly is told at its place`() throws {
    let site = try Site()
    let text = """
      connection: test
      iterable: { api_key: "${env:KEY}" }
      goals:
        - import_profiles: people
          processors:
            - plugin: wordd
            - plugin: word
              config:
                loud: 3
                words: [a, 2]
                lod: true
          link: [{ field: email, property: email }]
      """
    let found = ConnectionFile(parsing: text, name: "c.yaml").diagnostics(with: site.installation().catalogue)
    let places = found.map { "\($0.position.line):\($0.position.column)" }
    #expect(places.count == 4, "\(found)")
    #expect(Set(places).isSuperset(of: ["6:17", "9:17", "10:22"]), "\(found)")
    #expect(found[0].description.contains("word"))
    #expect(found.contains { $0.message.contains("lod") })
  }

  @Test func `event types that are not there are told at their places, of imports and exports`() throws {
    let text = """
      connection: test
      iterable: { api_key: "${env:KEY}" }
      goals:
        - export_profiles: people
          segment: everyone
          link: [{ property: email, field: email }]
          timeline:
            types: [visit, visist]
      """
    let file = ConnectionFile(parsing: text, name: "c.yaml")
    #expect(try file.checkedConnection().usesEventTypes)
    let site = try Site()
    let types = EventTypeCatalogue(plugins: try site.installation().catalogue.scan(), accepted: [])
    let found = file.diagnostics(with: types).map(\.description)
    #expect(
      found == [
        "c.yaml:8:22: error: there is no event type 'visist'; did you mean 'visit'?\n  hint: 'millrace event-type list' shows them"
      ])
    let segments = try site.store.read(file.unknownSegments).map(\.description)
    #expect(
      segments == [
        "c.yaml:5:14: warning: there is no segment 'everyone' yet\n  hint: 'millrace segment apply' makes it"
      ])
  }

  @Test func `a processor gets secrets and files that its configuration refers to`() throws {
    let site = try Site()
    let catalogue = site.installation().catalogue
    let file = Self.file(key: "${env:KEY}")
    #expect(file.diagnostics(with: catalogue).isEmpty, "a reference is shorter than what it stands for")
    let step = try file.checkedConnection().goals[0].processors[0]
    let reference = try catalogue.processor(plugin: "sealed", processor: nil)

    let config = try step.resolvedConfig(of: reference, environment: ["KEY": "sixteen characters"])
    #expect(config == ["key": "sixteen characters", "tables": ["/etc/millrace/tables/a.csv", "/b.csv"]])
    for environment in [[:], ["KEY": "too short"]] {
      let error = #expect(throws: ConnectionsError.self) {
        try step.resolvedConfig(of: reference, environment: environment)
      }
      #expect(error?.description.contains("too short") == false)
    }
  }

  @Test func `a secret itself never stands in a connection file`() throws {
    let site = try Site()
    let catalogue = site.installation().catalogue
    let file = Self.file(key: "a secret of sixteen characters")
    let found = file.diagnostics(with: catalogue)
    #expect(found.map { "\($0.position.line):\($0.position.column)" } == ["8:16"])
    #expect(!found[0].description.contains("sixteen"))
    let step = try file.checkedConnection().goals[0].processors[0]
    let error = #expect(throws: ConnectionsError.self) {
      try step.resolvedConfig(of: catalogue.processor(plugin: "sealed", processor: nil), environment: [:])
    }
    #expect(error?.description.contains("line 8") == true && error?.description.contains("sixteen") == false)
  }

  private static func file(key: String) -> ConnectionFile {
    ConnectionFile(
      parsing: """
        connection: test
        iterable: { api_key: "${env:KEY}" }
        goals:
          - import_profiles: people
            processors:
              - plugin: sealed
                config:
                  key: "\(key)"
                  tables: [tables/a.csv, /b.csv]
            link: [{ field: email, property: email }]
        """, name: "/etc/millrace/c.yaml")
  }
}
