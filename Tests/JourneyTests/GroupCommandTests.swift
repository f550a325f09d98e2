import Foundation
import Testing

/// `millrace group-type` and `group`, with groups that a run imported.
@Suite struct GroupCommandTests {
  static let connection = """
    connection: shops
    iterable: { base_url: "ADDRESS", api_key: "${env:ITERABLE_API_KEY}" }
    goals:
      - import_groups: products
        catalog: products
        group_type: product
        processors:
          - plugin: transform
            config: { operations: [{ casing: { fields: [name], to: upper } }] }
        mappings:
          - { field: name, property: name }
          - { field: price, property: price, type: currency }
    """

  @Test func `groups are defined, imported, shown, asked for and deleted`() throws {
    let site = try Site(subscribers: 1)
    let file = try site.write(Self.connection.replacing("ADDRESS", with: site.address), to: "shops.yaml")
    let missing = try site.millrace("check", file)
    #expect(missing.status == 1)
    #expect(missing.output.contains("millrace group-type add product --joined-by PROPERTY"), "\(missing.output)")

    let added = try site.millrace("group-type", "add", "product", "--joined-by", "likes", "--name", "Product")
    #expect(added.status == 0 && added.messages.contains("there is no property 'likes' yet"), "\(added.messages)")
    #expect(try site.millrace("property", "add", "likes").status == 0)
    let preview = try site.millrace("preview", file, "--rows", "1")
    #expect(preview.output.contains("would create group 'P-000'"), "\(preview.output)\(preview.messages)")
    let run = try site.millrace("run", file)
    #expect(run.status == 0, "\(run.output)\(run.messages)")
    #expect(run.output.contains("created                  25"), "\(run.output)")

    let people = try site.write(
      #"{"properties": {"email": "ann@example.com", "likes": ["P-003", "P-999"]}}"# + "\n", to: "people.ndjson")
    #expect(try site.millrace("profile", "import", people).status == 0)
    let shown = try site.millrace("profile", "show", "ann@example.com")
    #expect(shown.output.contains("product P-003\n"), "\(shown.output)")
    let profile = try #require(try site.json("profile", "show", "ann@example.com") as? [String: Any])
    #expect(profile["groups"] as? [[String: String]] == [["type": "product", "id": "P-003"]])
    let properties = try #require(try site.json("property", "list") as? [[String: Any]])
    #expect(properties.first { $0["property"] as? String == "likes" }?["joins"] as? [String] == ["product"])

    let group = try #require(try site.json("group", "show", "product", "P-003") as? [String: Any])
    #expect(group["profiles"] as? Int == 1)
    #expect((group["properties"] as? [String: Any])?["name"] as? [String] == ["PRODUCT 3"])
    #expect(try site.millrace("group", "list", "product", "--limit", "2").output.contains("name=PRODUCT 0  price=4.9"))
    #expect(try site.millrace("group", "count", "product").output == "25\n")
    #expect(try site.millrace("group", "export", "product").output.split(separator: "\n").count == 25)
    let types = try #require(try site.json("group-type", "list") as? [[String: Any]])
    #expect(types.first?["groups"] as? Int == 25 && types.first?["name"] as? String == "Product")

    for (arguments, message) in [
      (["group", "list", "products"], "there is no group type 'products'; did you mean 'product'?"),
      (["group", "show", "product", "x"], "there is no group 'x' of type 'product'"),
      (
        ["group-type", "delete", "product"], "there are 25 groups of type 'product'; delete them with it: --with-groups"
      ),
      (["group-type", "add", "a b", "--joined-by", "likes"], "'a b' cannot name a group type"),
    ] {
      let result = try site.start(arguments).wait()
      #expect(result.status == 1 && result.messages.contains(message), "\(result.messages)")
    }
    #expect(try site.millrace("group-type", "delete", "product", "--with-groups").status == 0)
    #expect(try site.millrace("group-type", "list").output.split(separator: "\n").count == 1)
  }
}
