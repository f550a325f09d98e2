import Foundation
import Testing

/// `millrace event-type`, with types from XML, BlueConic's JSON and a plugin.
@Suite struct EventTypeCommandTests {
  let folder: TemporaryFolder
  var home: String { folder.url.appendingPathComponent("home").path }

  init() throws { folder = try TemporaryFolder() }

  func millrace(_ arguments: String...) throws -> Program.Result {
    try Program.Running(arguments + ["--home", home], environment: ["NO_COLOR": "1"], folder: folder.url).wait()
  }

  func json<Value>(_ arguments: String..., as: Value.Type = Value.self) throws -> Value {
    let result = try Program.Running(arguments + ["--home", home, "--output", "json"], folder: folder.url).wait()
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? Value, "\(result.messages)")
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.url.appendingPathComponent(name))
  }

  static func visit(_ version: String, _ more: String = "") -> String {
    """
    <event-type xmlns="urn:millrace:event-type:1" id="shop-visit" version="\(version)" icon="shop" retention-days="90">
      <name>Visit</name>
      <properties>
        <text key="shop" name="Shop" required="true"/>
        <object key="seen" multiple="true"><text key="sku" sensitive="true"/></object>
        \(more)
      </properties>
    </event-type>
    """
  }

  /// A plugin with nothing but one event type, which knows no shop called Nowhere.
  private func addPlugin(_ id: String, eventType: String, version: String = "1.0.0") throws {
    let plugins = folder.url.appendingPathComponent("home/plugins")
    try FileManager.default.createDirectory(at: plugins, withIntermediateDirectories: true)
    let source = """
      #include <millrace/events.h>
      #include <string.h>
      static int32_t validate(void *context, mr_batch *batch, mr_error *error) {
        mr_field shop = mr_find(batch, mr_string("shop"));
        (void)context; (void)error;
        MR_EACH_KEPT(row, batch) {
          mr_text name = {"", 0};
          mr_get_text(&shop, row, &name);
          if (mr_equal(name, mr_string("Nowhere"))) {
            MR_TRY(mr_reject(batch, row, 4, mr_string("shop"), "there is no such shop"));
          }
        }
        return MR_OK;
      }
      static int32_t summarise(void *context, mr_batch *batch, mr_error *error) {
        mr_field summary = mr_find_summary(batch);
        (void)context; (void)error;
        MR_EACH_KEPT(row, batch) MR_TRY(mr_set_text(&summary, row, mr_string("Visit to a shop")));
        return MR_OK;
      }
      static const mr_event_property shop = {
        .struct_size = sizeof shop, .type = MR_PROPERTY_TEXT, .flags = MR_PROPERTY_REQUIRED, .key = MR_LITERAL("shop"),
        .name = MR_LITERAL("Shop"),
      };
      static const mr_event_property *const properties[] = {&shop};
      static const mr_event_type type = {
        .struct_size = sizeof type, .id = MR_LITERAL("\(eventType)"), .name = MR_LITERAL("From a plugin"),
        .version = MR_LITERAL("\(version)"), .priority = 50, .property_count = 1, .properties = properties,
        .validate = validate, .summarise = summarise,
      };
      static const mr_event_type *const list[] = {&type};
      static const mr_event_types types = {.struct_size = sizeof types, .count = 1, .types = list};
      static const void *get_extension(const char *name) { return strcmp(name, MR_EVENT_TYPES) == 0 ? &types : 0; }
      static const mr_plugin plugin = {
        .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("\(id)"), .name = MR_LITERAL("Types"),
        .version = MR_LITERAL("3.1"), .description = MR_LITERAL("A type."), .vendor = MR_LITERAL("Tests"),
        .get_extension = get_extension,
      };
      MR_PLUGIN(plugin);
      """
    try write(source, to: "\(id).c")
    let include = Program.root.appendingPathComponent("SDK/include").path
    let compiled = try Program.shell(
      "cc -shared -fPIC -fvisibility=hidden -Wall -Werror -I '\(include)' -o '\(plugins.path)/\(id).so' \(id).c",
      in: folder.url)
    try #require(compiled.status == 0, "\(compiled.text)")
  }

  @Test func `a type is imported from XML, shown, followed by a newer version, written and forgotten`() throws {
    try write(Self.visit("1.0.0"), to: "visit.xml")
    let dry = try millrace("event-type", "import", "--dry-run", "visit.xml")
    #expect(dry.output == "shop-visit 1.0.0: would be new\n")
    #expect(try millrace("event-type", "show", "shop-visit").status == 1)
    #expect(try millrace("event-type", "import", "visit.xml").output == "shop-visit 1.0.0: new\n")
    #expect(try millrace("event-type", "import", "visit.xml").output == "shop-visit 1.0.0: unchanged\n")

    let listed = try millrace("event-type", "list")
    #expect(listed.output.contains(#/shop-visit +1\.0\.0 +Visit +2 +XML/#), "\(listed.output)\(listed.messages)")
    let shown = try millrace("event-type", "show", "shop-visit").output
    for told in [#/kept +90 days/#, #/icon +shop/#, #/shop +text +required +Shop/#, #/  sku +text +sensitive/#] {
      #expect(shown.contains(told), "\(shown)")
    }
    let type: [String: Any] = try json("event-type", "show", "shop-visit")
    #expect(type["retention_days"] as? Int == 90 && type["from"] as? String == "XML")
    #expect((type["properties"] as? [[String: Any]])?.first?["required"] as? Bool == true)

    try write(Self.visit("1.1.0", "<number key=\"minutes\"/>"), to: "newer.xml")
    #expect(
      try millrace("event-type", "import", "newer.xml").output
        == "shop-visit 1.1.0: follows 1.0.0: property 'minutes' is new\n")
    try write(Self.visit("2.0.0", "<number key=\"minutes\" required=\"true\"/>"), to: "worse.xml")
    for (file, told) in [
      ("worse.xml", "property 'minutes' becomes required"), ("visit.xml", "1.0.0 is older than 1.1.0"),
    ] {
      let refused = try millrace("event-type", "import", file)
      #expect(refused.status == 1 && refused.messages.contains(told), "\(refused.messages)")
    }

    let exported = try millrace("event-type", "export", "shop-visit")
    try write(exported.output, to: "exported.xml")
    #expect(try millrace("event-type", "import", "exported.xml").output == "shop-visit 1.1.0: unchanged\n")
    #expect(try millrace("event-type", "delete", "shop-visit").status == 0)
    #expect(try millrace("event-type", "delete", "shop-visit").status == 1)
    let meant = try millrace("event-type", "show", "shop-visits")
    #expect(meant.status == 1 && meant.messages.contains("there is no event type 'shop-visits'"))
  }

  @Test func `mistakes in a file are told with their places, and nothing is imported`() throws {
    try write(Self.visit("1.0.0"), to: "visit.xml")
    try write(Self.visit("1.0", "<txt key=\"a\"/>"), to: "bad.xml")
    let result = try millrace("event-type", "import", "visit.xml", "bad.xml")
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.messages.contains("bad.xml:1:63: error: '1.0' is no version"), "\(result.messages)")
    #expect(result.messages.contains("bad.xml:6:5: error: element 'txt' does not belong in 'properties'"))
    #expect(result.messages.contains("did you mean 'text'?"))
    #expect(try millrace("event-type", "show", "shop-visit").status == 1)
    #expect(try millrace("event-type", "import", "nowhere.xml").messages.contains("cannot read nowhere.xml"))
  }

  @Test func `BlueConic's types are imported, and their versions counted`() throws {
    func type(_ more: String) -> String {
      #"{"timelineEventTypes": [{"id": "shop_visit", "name": "Visit", "priority": "LOW", "tags": ["x"], "fieldTypes": [{"key": "shopName", "value": "TEXT"}\#(more)]}]}"#
    }
    try write(type(""), to: "types.json")
    let first = try millrace("event-type", "import", "types.json")
    #expect(first.output == "shop-visit 1.0.0: new\n")
    #expect(first.messages.contains("types.json:1:90: warning: 'tags' is not kept"), "\(first.messages)")
    try write(type(#", {"key": "minutes", "value": "NUMBER"}"#), to: "types.json")
    let outcomes: [[String: Any]] = try json("event-type", "import", "types.json")
    #expect(outcomes.first?["outcome"] as? String == "upgraded" && outcomes.first?["version"] as? String == "1.1.0")
    try write(type(#", {"key": "minutes", "value": "TEXT"}"#), to: "types.json")
    #expect(try millrace("event-type", "import", "types.json").messages.contains("from number to text"))
  }

  @Test func `plugins' types are listed beside imported ones, and conflicts are told`() throws {
    try addPlugin("visits", eventType: "shop-visit")
    #expect(
      try millrace("event-type", "list").output.contains(#/shop-visit +1\.0\.0 +From a plugin +1 +plugin visits 3\.1/#))
    #expect(try millrace("event-type", "import", "visits").output == "shop-visit 1.0.0: new\n")
    try addPlugin("visits", eventType: "shop-visit", version: "1.1.0")
    let newer = try millrace("event-type", "list")
    #expect(newer.output.contains(#/shop-visit +1\.1\.0/#) && !newer.messages.contains("conflict"), "\(newer.messages)")

    try write(Self.visit("2.0.0"), to: "visit.xml")
    let imported = try millrace("event-type", "import", "visit.xml")
    #expect(imported.messages.contains("plugin visits 3.1 offers event type 'shop-visit', too"), "\(imported.messages)")
    let against = try millrace("event-type", "list")
    #expect(
      against.messages.contains(
        "conflict: event type 'shop-visit': plugin visits 3.1 offers it differently: version 1.1.0 is older"))
    try addPlugin("others", eventType: "shop-visit")
    let two = try millrace("event-type", "list")
    #expect(two.status == 0 && two.messages.contains("several plugins offer it: others"), "\(two.messages)")
    let shown: [String: Any] = try json("event-type", "show", "shop-visit")
    #expect((shown["conflicts"] as? [String])?.count == 3, "\(shown)")
  }

  @Test func `the plugin of a type judges events, and says what they are when it is asked`() throws {
    try addPlugin("visits", eventType: "shop-visit")
    let events = #"""
      {"shop": "Utrecht"}

      {"shop": "Nowhere"}
      {"shop": 7}
      """#
    try write(events, to: "visits.jsonl")
    let result = try millrace("event-type", "check", "shop-visit", "visits.jsonl")
    #expect(
      result.output == """
        visits.jsonl:3: shop: there is no such shop (visits:4)
        visits.jsonl:4: shop: it is not a text

        """, "\(result.messages)")
    #expect(result.status == 3 && result.messages.contains("3 events, 1 accepted, 2 refused"))
    let told = try millrace("event-type", "check", "shop-visit", "visits.jsonl", "--summaries")
    #expect(told.output.hasSuffix("visits.jsonl:1: Visit to a shop\n"), "\(told.output)")
    let json: [String: Any] = try json("event-type", "check", "shop-visit", "visits.jsonl", "--summaries")
    #expect((json["findings"] as? [[String: Any]])?.first?["code"] as? String == "visits:4")
    #expect((json["summaries"] as? [[String: Any]])?.first?["line"] as? Int == 1)
  }

  @Test func `events are held against a type, line by line`() throws {
    try write(Self.visit("1.0.0"), to: "visit.xml")
    try write(
      """
      {"shop": "Utrecht", "seen": [{"sku": "secret-1"}]}

      {"shop": 7, "seen": {"sku": ["secret-2"]}, "Shop": "secret-3"}
      not JSON
      {"shop": "Utrecht", "colour": "secret-4"}
      """, to: "visits.jsonl")
    let result = try millrace("event-type", "check", "visit.xml", "visits.jsonl")
    #expect(result.status == 3)
    #expect(
      result.output == """
        visits.jsonl:3: shop: it is not a text
        visits.jsonl:3: seen.sku: it has one value, and here is a list
        visits.jsonl:4: the properties are no JSON object

        """)
    #expect(result.messages.contains("4 events, 2 accepted, 2 refused"))
    #expect(try millrace("event-type", "import", "visit.xml").status == 0)
    let strict = try millrace("event-type", "check", "shop-visit", "visits.jsonl", "--strict")
    #expect(strict.output.contains("visits.jsonl:5: the type has no property 'colour' here"))
    #expect(!(strict.output + strict.messages).contains("secret"))
    let counted: [String: Any] = try json("event-type", "check", "shop-visit", "visits.jsonl")
    #expect(counted["refused"] as? Int == 2 && (counted["findings"] as? [Any])?.count == 3)
    try write(#"{"shop": "\#(String(repeating: "x", count: 1100))"}"#, to: "large.jsonl")
    let large = try millrace("event-type", "check", "shop-visit", "large.jsonl")
    #expect(
      large.status == 0 && large.output.contains("large.jsonl:1: warning: the event has 1112 bytes"), "\(large.output)")
  }
}
