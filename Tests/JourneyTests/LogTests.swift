import Foundation
import Testing

/// What is written to standard error while runs go on.
@Suite struct LogTests {
  private func lines(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "no JSON: \($0)")
    }
  }

  @Test func `the log at its most talkative names nobody, and no key`() throws {
    let site = try BadInputTests().site(subscribers: 300, "--rate-limits")
    // The C example prints nothing; this one prints what it should not.
    let plugins = URL(fileURLWithPath: site.home).appendingPathComponent("plugins")
    try Self.buildGossip(into: plugins)
    let file = try site.write(
      ConnectionText.both(address: site.address).replacing(
        "      - plugin: normalize-email",
        with: "      - plugin: gossip\n      - plugin: log\n      - plugin: normalize-email"),
      to: "c.yaml")
    _ = try site.ask(
      "/sandbox/faults",
      post: #"{"endpoint": "POST /api/users/bulkUpdate", "times": 1, "status": 503, "body": "no anna@example.com"}"#)
    let run = try Program.Running(
      ["run", file, "--home", site.home, "--log-format", "json"],
      environment: ["ITERABLE_API_KEY": Site.key, "MILLRACE_LOG": "trace"], folder: site.folder.url
    ).wait()
    #expect(run.status == 3, "\(run.messages)")
    let log = try lines(run.messages)
    #expect(
      log.count > 3 && log.allSatisfy { $0["time"] is String && $0["level"] is String && $0["message"] is String })
    #expect(run.messages.contains("prints: gossip about (e-mail)") && run.messages.contains("trying again"))
    #expect(!run.messages.contains("@") && !run.messages.contains(Site.key))
    let people = try site.millrace("profile", "export").output.matches(of: /"email":\["([^"]+)"\]/).map { String($0.1) }
    #expect(people.count > 100 && !people.contains { run.messages.contains($0) })
  }

  @Test func `messages are lines of the log where that is JSON`() throws {
    let site = try BadInputTests().site(subscribers: 1)
    let result = try Program.Running(
      ["run", "nothing.yaml", "--home", site.home], environment: ["MILLRACE_LOG_FORMAT": "json"]
    ).wait()
    let line = try #require(try lines(result.messages).last)
    #expect(line["level"] as? String == "error" && line["label"] as? String == "millrace")
    #expect((line["message"] as? String)?.contains("nothing.yaml") == true)
  }

  /// A plugin that prints the address of each record.
  private static func buildGossip(into folder: URL) throws {
    let source = """
      #include <millrace/rows.h>
      #include <stdio.h>
      static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
        (void)host, (void)config, (void)self, (void)error;
        return MR_OK;
      }
      static int32_t process(void *self, mr_batch *batch, mr_error *error) {
        (void)self, (void)error, (void)batch;
        for (int i = 0; i < 5; i++) printf("gossip about person%d@example.com\\n", i);
        fflush(stdout);
        return MR_OK;
      }
      static void destroy(void *self) { (void)self; }
      static const mr_processor processor = {
        .struct_size = sizeof processor, .id = MR_LITERAL("gossip"), .config_schema = MR_LITERAL("{\\"type\\":\\"object\\"}"),
        .create = create, .process = process, .destroy = destroy,
      };
      static const mr_processor *const processors[] = {&processor};
      static const mr_plugin plugin = {
        .struct_size = sizeof plugin, .id = MR_LITERAL("gossip"), .version = MR_LITERAL("1.0.0"),
        .processor_count = 1, .processors = processors,
      };
      MR_PLUGIN(plugin);
      """
    let scratch = try TemporaryFolder()
    try source.write(to: scratch.url.appendingPathComponent("gossip.c"), atomically: true, encoding: .utf8)
    let include = Program.root.appendingPathComponent("SDK/include").path
    let compiled = try Program.shell(
      "cc -shared -fPIC -fvisibility=hidden -I'\(include)' -o '\(folder.path)/gossip.so' gossip.c", in: scratch.url)
    try #require(compiled.status == 0, "\(compiled.text)")
  }
}
