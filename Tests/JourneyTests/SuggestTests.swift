import Foundation
import Testing

/// `millrace connection suggest`: what it prints can be pasted.
@Suite struct SuggestTests {
  static let connection = """
    connection: people
    iterable: { base_url: "ADDRESS", api_key: "${env:ITERABLE_API_KEY}" }
    goals:
      - import_profiles: subscribers
        link: [{ field: email, property: email }]
        create_profiles: true

    """

  @Test func `everything that a sandbox's subscribers have is mapped with one paste`() throws {
    let site = try Site(subscribers: 200)
    let text = Self.connection.replacing("ADDRESS", with: site.address)
    let file = try site.write(text, to: "people.yaml")
    let table = try site.millrace("connection", "suggest", file, "--goal", "subscribers")
    #expect(table.status == 0, "\(table.messages)")
    #expect(table.output.contains("it_") == false && table.output.contains("first_name"), "\(table.output)")
    let json = try #require(try site.json("connection", "suggest", file) as? [String: Any])
    #expect((json["fields"] as? [[String: Any]])?.count ?? 0 > 20)

    let yaml = try site.millrace("connection", "suggest", file, "--prefix", "it_", "--output", "yaml")
    let indented = yaml.output.split(separator: "\n").map { "    \($0)\n" }.joined()
    try site.write(text + indented, to: "people.yaml")
    let validated = try site.millrace("validate", file)
    #expect(validated.status == 0 && !validated.output.contains("warning"), "\(validated.output)")
    let run = try site.millrace("run", file)
    #expect(run.status == 0 || run.status == 3, "\(run.output)\(run.messages)")
    let properties = try site.millrace("property", "list").output
    #expect(properties.contains("it_date_of_birth") && properties.contains("it_lifetime_value"), "\(properties)")

    // The same properties from elsewhere would be changed, and that is told.
    try site.write(text.replacing("connection: people", with: "connection: others") + indented, to: "others.yaml")
    let others = try site.millrace("validate", site.folder.url.appendingPathComponent("others.yaml").path)
    #expect(others.status == 0)
    #expect(
      others.output.contains(#/others\.yaml:\d+:\d+: warning: existing property 'it_first_name'/#), "\(others.output)")
  }

  @Test func `wrong words are told`() throws {
    let site = try Site(subscribers: 1)
    let file = try site.write(Self.connection.replacing("ADDRESS", with: site.address), to: "people.yaml")
    let goal = try site.millrace("connection", "suggest", file, "--goal", "subscriber")
    #expect(goal.status == 1 && goal.messages.contains("did you mean 'subscribers'?"), "\(goal.messages)")
    #expect(try site.millrace("connection", "suggest", file, "--rows", "0").status == 64)
  }
}
