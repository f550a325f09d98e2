import Profiles
import Testing

@Suite struct InteractionTests {
  private func read(_ json: String, _ kind: PropertyValue.Kind) -> [String]? {
    var found: [String] = []
    let isWhole = Array(json.utf8).withUnsafeBytes { bytes in
      InteractionReader().read(PropertyValue(kind, bytes: bytes)) { report in
        let words = [
          String(decoding: report.id, as: UTF8.self), String(decoding: report.name, as: UTF8.self),
          report.first?.description ?? "-", report.last?.description ?? "-", "\(report.count)",
        ]
        found.append(words.joined(separator: "|"))
      }
    }
    return isWhole ? found : nil
  }

  @Test func `an id, an object, and lists of either are read`() {
    #expect(read("banner", .text) == ["banner||-|-|1"])
    #expect(read("12", .number) == ["12||-|-|1"])
    #expect(read(#"["banner", 12, null]"#, .list) == ["banner||-|-|1", "12||-|-|1"])
    #expect(read(#"{"id":"b","name":"Big \"B\"","count":3,"last_seen":null}"#, .object) == [#"b|Big "B"|-|-|3"#])
    #expect(
      read(
        #"[ {"last_seen":"2026-02-01T08:00:00Z","first_seen":"2026-01-01T09:00:00+01:00","id":"a"}, "b" ]"#, .list)
        == ["a||2026-01-01T08:00:00Z|2026-02-01T08:00:00Z|1", "b||-|-|1"])
    #expect(read("", .absent) == [])
    #expect(read("[]", .list) == [])
  }

  @Test(arguments: [
    #"["a",{"name":"no id"}]"#, #"["a",["b"]]"#, #"["a",true]"#, #"["a",""]"#, #"[{"id":"a","count":0}]"#,
    #"[{"id":"a","count":1.5}]"#, #"[{"id":"a","seen":1}]"#, #"[{"id":"a","last_seen":"soon"}]"#, #"["a\"b"]"#,
    #"["a","#, #"[{"id":"a"]"#,
  ])
  func `a value that is not wholly understood gives nothing`(_ json: String) {
    #expect(read(json, .list) == nil)
  }
}
