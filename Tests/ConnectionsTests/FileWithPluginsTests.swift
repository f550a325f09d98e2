import Connections
import Foundation
import IterableAPI
import Testing

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
}
