import Foundation
import Testing

/// A customer success engineer drops in a plugin that crashes on one record.
@Suite struct CrashingPluginTests {
  static let fragile = """
    #include <millrace/rows.h>
    #include <stdio.h>

    static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
      (void)host, (void)config, (void)self, (void)error;
      return MR_OK;
    }
    static int32_t process(void *self, mr_batch *batch, mr_error *error) {
      mr_field mark = mr_find(batch, mr_string("mark"));
      (void)self, (void)error;
      MR_EACH_KEPT(row, batch) {
        if (batch->row_numbers[row] == 77) {
          printf("what is in this record?\\n");
          *(volatile int *volatile)0 = 1;
        }
        MR_TRY(mr_set_text(&mark, row, mr_string("seen")));
      }
      return MR_OK;
    }
    static void destroy(void *self) { (void)self; }
    static const mr_processor processor = {
      .struct_size = sizeof processor, .flags = MR_PURE, .id = MR_LITERAL("fragile"), .name = MR_LITERAL("Fragile"),
      .description = MR_LITERAL(""), .config_schema = MR_LITERAL("{\\"type\\":\\"object\\"}"),
      .create = create, .process = process, .destroy = destroy,
    };
    static const mr_processor *const processors[] = {&processor};
    static const mr_plugin plugin = {
      .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("fragile"),
      .name = MR_LITERAL("Fragile"), .version = MR_LITERAL("0.9.1"), .description = MR_LITERAL(""),
      .vendor = MR_LITERAL(""), .processor_count = 1, .processors = processors,
    };
    MR_PLUGIN(plugin);
    """

  @Test func `the poison record alone is rejected, and the other goal finishes`() throws {
    let site = try Site(subscribers: 500)
    let plugins = URL(fileURLWithPath: site.home).appendingPathComponent("plugins")
    try FileManager.default.createDirectory(at: plugins, withIntermediateDirectories: true)
    let source = try site.write(Self.fragile, to: "fragile.c")
    let built = try Program.shell(
      "cc -shared -fPIC -fvisibility=hidden -I '\(Program.root.path)/SDK/include' -o '\(plugins.path)/fragile.so' '\(source)'",
      in: site.folder.url)
    try #require(built.status == 0, "\(built.text)")
    let file = try site.write(
      """
      connection: two
      iterable: { base_url: "\(site.address)", api_key: "${env:ITERABLE_API_KEY}", project_type: email }
      goals:
        - import_profiles: marked
          source: all
          processors: [{ plugin: fragile }]
          link: [{ field: email, property: email }]
          create_profiles: true
          mappings: [{ field: mark, property: mark, strategy: set }]
        - import_profiles: plain
          source: all
          link: [{ field: email, property: email }]
          create_profiles: true
          mappings: [{ field: firstName, property: first_name, strategy: set }]
      """, to: "two.yaml")

    let run = try Program.Running(
      ["run", file, "--home", site.home], environment: ["ITERABLE_API_KEY": Site.key, "MILLRACE_LOG": "debug"],
      folder: site.folder.url
    ).wait()
    #expect(run.status == 3, "\(run.output)\(run.messages)")
    #expect(run.output.contains("goal marked: partial") && run.output.contains("goal plain: "))
    #expect(run.messages.contains("prints: what is in this record?"))

    let rejects = try #require(try site.json("rejects", "--run", "1") as? [[String: Any]])
    // What the sandbox's own records are rejected for, both goals reject.
    let ordinary = rejects.filter { $0["code"] as? String != "plugin_failed" }
    #expect(ordinary.count { $0["goal"] as? String == "marked" } == ordinary.count { $0["goal"] as? String == "plain" })
    let failed = rejects.filter { $0["code"] as? String == "plugin_failed" }
    #expect(failed.count == 1)
    let reject = try #require(failed.first)
    #expect(reject["goal"] as? String == "marked" && reject["row"] as? Int == 77 && reject["step"] as? Int == 1)
    #expect(reject["reason"] as? String == "plugin fragile 0.9.1 crashed: SIGSEGV")
    let shown = try site.millrace("rejects", "--run", "1")
    #expect(shown.output.contains("plugin fragile 0.9.1 crashed: SIGSEGV"))
  }
}
