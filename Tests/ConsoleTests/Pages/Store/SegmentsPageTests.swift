import Foundation
import Profiles
import Testing

@testable import Console

@Suite struct SegmentsPageTests {
  private let served: Served

  init() throws { served = try Served(now: Example.now, environment: Example.environment) }

  private func segment(_ id: String) throws -> Segment? {
    try served.store.read { try $0.segments().first { $0.id == id } }
  }

  @Test func `segments are listed with how many are in them and who uses them`() throws {
    try GoldenPage.expect(PageClient(served, as: .operator).get("/segments"), "segments-empty", home: served.home)
    try StoreExample.fill(served)
    try StoreExample.connect(served)
    try GoldenPage.expect(PageClient(served, as: .operator).get("/segments"), "segments-many", home: served.home)
    let viewer = try PageClient(served, as: .viewer)
    try GoldenPage.expect(viewer.get("/segments"), "segments-viewer", home: served.home)
    try GoldenPage.expect(viewer.get("/segments/everybody"), "segment-viewer", home: served.home)
    #expect(try viewer.get("/segments/nobody").status == 404)
  }

  @Test func `a segment is edited as a form without a script`() throws {
    try StoreExample.fill(served)
    let client = try PageClient(served, as: .operator)
    try GoldenPage.expect(client.get("/segments/opted-in-nl/edit"), "segment-form", home: served.home)
    let added = try client.post(
      "/segments/new", ["id": "fans", "c.kind": "any", "c.add": "event", "do": "add c"])
    #expect(added.status == 200 && added.body.contains("name=\"c.0.kind\" value=\"event\""))
    #expect(try segment("fans") == nil)
    let count = try client.post(
      "/segments/new",
      ["id": "fans", "c.kind": "any", "c.0.kind": "event", "c.0.name": "shop-visit", "c.0.least": "2", "do": "count"])
    #expect(count.body.contains("aria-live=\"polite\">1 profile</output>"))
    let saved = try client.post(
      "/segments/new",
      [
        "id": "fans", "name": "Fans", "c.kind": "any", "c.0.kind": "event", "c.0.name": "shop-visit", "c.0.least": "2",
        "c.0.where.0.property": "shop", "c.0.where.0.test": "starts_with", "c.0.where.0.value": "AMS",
        "c.1.kind": "property", "c.1.not": "on", "c.1.name": "country", "c.1.test": "one_of", "c.1.value": "NL\r\nBE",
        "do": "save",
      ])
    #expect(saved.status == 303 && saved.location == "/segments/fans", "\(saved.body)")
    let event = EventCondition(type: "shop-visit", least: 2, tests: [.init("shop", .startsWith("AMS"))])
    #expect(
      try segment("fans")
        == Segment(
          id: "fans", name: "Fans",
          condition: .any([.event(event), .not(.property("country", .oneOf(["NL", "BE"])))])))
    #expect(try served.audited("segment.put").last?["segment"]?.string == "fans")
  }

  @Test func `what is wrong comes back with the form, at its field`() throws {
    try StoreExample.fill(served)
    let client = try PageClient(served, as: .operator)
    let wrong = try client.post(
      "/segments/opted-in-nl/edit",
      [
        "c.kind": "all", "c.0.kind": "property", "c.0.name": "points", "c.0.test": "range", "c.0.lower": "many",
        "c.1.kind": "consented", "c.1.name": "newsletter", "do": "save",
      ])
    #expect(wrong.status == 400 && wrong.body.contains("href=\"#c.0\""), "\(wrong.body)")
    try GoldenPage.expect(
      client.post(
        "/segments/new", ["id": "", "c.kind": "all", "c.0.kind": "segment", "c.0.name": "", "c.1.kind": "any"]),
      "segment-form-problems", home: served.home)
    #expect(try segment("opted-in-nl") == StoreExample.dutch)
    let taken = try client.post(
      "/segments/new", ["id": "everybody", "c.kind": "all", "c.0.kind": "consented", "c.0.name": "newsletter"])
    #expect(taken.body.contains("There is a segment with this id already."))
    let circle = try client.post(
      "/segments/everybody/edit", ["c.kind": "all", "c.0.kind": "segment", "c.0.name": "everybody"])
    #expect(circle.status == 400)
    let name = try client.post(
      "/segments/new", ["id": "two words", "c.kind": "all", "c.0.kind": "consented", "c.0.name": "newsletter"])
    #expect(name.body.contains("href=\"#id\""))
  }

  @Test func `a segment is edited as text too`() throws {
    try StoreExample.fill(served)
    let client = try PageClient(served, as: .operator)
    let text = try client.post(
      "/segments/opted-in-nl/edit",
      [
        "name": "Dutch", "c.kind": "all", "c.0.kind": "property", "c.0.name": "country", "c.0.value": "NL",
        "do": "yaml",
      ])
    try GoldenPage.expect(text, "segment-text", home: served.home)
    let yaml =
      "segment: opted-in-nl\nname: Dutch\nwhere: { any: [{ property: points, at_least: 5 }, { consented: newsletter }] }\n"
    let form = try client.post("/segments/opted-in-nl/edit", ["yaml": yaml, "do": "fields"])
    #expect(form.body.contains("value=\"greater_than\"") && form.body.contains("name=\"c.1.kind\" value=\"consented\""))
    let wrong = try client.post("/segments/opted-in-nl/edit", ["yaml": yaml + "wear: x\n", "do": "save"])
    #expect(
      wrong.status == 400 && wrong.body.contains("does not belong to a segment") && wrong.body.contains("Line 4"),
      "\(wrong.body)")
    let other = try client.post(
      "/segments/opted-in-nl/edit", ["yaml": yaml.replacing("opted-in-nl", with: "other"), "do": "save"])
    #expect(other.status == 400)
    #expect(try client.post("/segments/opted-in-nl/edit", ["yaml": yaml, "do": "save"]).status == 303)
    #expect(try segment("opted-in-nl")?.name == "Dutch")
    #expect(try client.post("/segments/new", ["yaml": "where: [", "do": "fields"]).status == 400)
  }

  @Test func `what the form cannot say is edited as text from the start`() throws {
    try StoreExample.fill(served)
    try served.store.write {
      try $0.putSegment(Segment(id: "lines", name: "Lines", condition: .property("country", .oneOf(["a\nb"]))))
    }
    let page = try PageClient(served, as: .operator).get("/segments/lines/edit").body
    #expect(page.contains("id=\"yaml\"") && !page.contains("c.kind"))
  }

  @Test func `a copy is new`() throws {
    try StoreExample.fill(served)
    let page = try PageClient(served, as: .operator).get("/segments/opted-in-nl/copy").body
    #expect(page.contains("action=\"/segments/new\"") && page.contains("value=\"opted-in-nl-copy\""))
  }

  @Test func `a segment that is used is not deleted`() throws {
    try StoreExample.fill(served)
    try StoreExample.connect(served)
    let client = try PageClient(served, as: .operator)
    try GoldenPage.expect(client.get("/segments/everybody/delete"), "segment-delete-used", home: served.home)
    #expect(try client.post("/segments/everybody/delete", [:]).location == "/segments/everybody")
    #expect(try client.get("/segments/everybody").body.contains("is used by goal"))
    try GoldenPage.expect(client.get("/segments/opted-in-nl/delete"), "segment-delete", home: served.home)
    #expect(try client.post("/segments/opted-in-nl/delete", [:]).location == "/segments")
    #expect(try segment("opted-in-nl") == nil)
    #expect(try served.audited("segment.delete").count == 1)
  }

  @Test func `the count answers programs, also that something is wrong`() throws {
    try StoreExample.fill(served)
    let client = try PageClient(served, as: .operator)
    func count(_ fields: KeyValuePairs<String, String>) throws -> String {
      try client.post("/segments/count", fields).body
    }
    #expect(
      try count(["c.kind": "all", "c.0.kind": "consented", "c.0.name": "newsletter"]) == #"{"text":"1 profile"}"# + "\n"
    )
    #expect(
      try count(["c.kind": "all", "c.0.kind": "consented", "c.0.name": ""]) == #"{"text":"Objective is missing."}"#
        + "\n")
    #expect(try count(["yaml": "segment: a\nwhere: { consented: newsletter }"]).contains("1 profile"))
  }
}
