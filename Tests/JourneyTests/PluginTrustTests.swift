import Foundation
import Testing

/// Trust, grants, ownership rules, suspension and the audit log, through the built program.
@Suite struct PluginTrustTests {
  let site: Site
  var plugin: String { "\(site.home)/plugins/moody.so" }

  init() throws {
    site = try Site(subscribers: 30)
    try FileManager.default.createDirectory(
      atPath: "\(site.home)/plugins", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let property = try site.millrace("property", "add", "email", "--type", "email", "--identifier")
    try #require(property.status == 0, "\(property.messages)")
  }

  /// A plugin that does nothing, or crashes when it is given its configuration; declares to need the network.
  func build(version: String, crashes: Bool = false) throws {
    let source = try site.write(
      """
      #include <millrace/capabilities.h>
      #include <millrace/rows.h>
      #include <signal.h>
      static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
        (void)host, (void)config, (void)self, (void)error;
        if (\(crashes ? 1 : 0)) raise(SIGSEGV);
        return MR_OK;
      }
      static int32_t process(void *self, mr_batch *batch, mr_error *error) {
        (void)self, (void)batch, (void)error;
        return MR_OK;
      }
      static void destroy(void *self) { (void)self; }
      static const mr_capabilities needs = {
        .struct_size = sizeof needs, .flags = MR_NEEDS_NETWORK, .reason = MR_LITERAL("asks a service"),
      };
      static const void *get_extension(const char *id) {
        return strcmp(id, MR_CAPABILITIES) == 0 ? &needs : NULL;
      }
      static const mr_processor processor = {
        .struct_size = sizeof processor, .flags = MR_PURE, .id = MR_LITERAL("moody"), .name = MR_LITERAL("Moody"),
        .description = MR_LITERAL("For a test."), .config_schema = MR_LITERAL("{\\"type\\":\\"object\\"}"),
        .create = create, .process = process, .destroy = destroy,
      };
      static const mr_processor *const processors[] = {&processor};
      static const mr_plugin plugin = {
        .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("moody"), .name = MR_LITERAL("Moody"),
        .version = MR_LITERAL("\(version)"), .description = MR_LITERAL("For a test."), .vendor = MR_LITERAL("Test"),
        .processor_count = 1, .processors = processors, .get_extension = get_extension,
      };
      MR_PLUGIN(plugin);
      """, to: "moody.c")
    let built = try Program.shell(
      "cc -shared -fPIC -fvisibility=hidden -I '\(Program.root.path)/SDK/include' -o moody.so '\(source)' && "
        + "install -m 644 moody.so '\(plugin)'", in: site.folder.url)
    try #require(built.status == 0, "\(built.text)")
  }

  func connection(_ more: String = "") throws -> String {
    try site.write(
      ConnectionText.both(
        address: site.address,
        importing: """
            - import_profiles: subscribers
              source: all
              processors:
                - plugin: moody
                  \(more)
              link: [{ field: email, property: email }]
              create_profiles: true
              mappings: [{ field: email, property: email, strategy: set_if_empty }]
          """, exporting: ""), to: "c.yaml")
  }

  func actions() throws -> [String] {
    let events = try #require(try site.json("audit", "--plugin", "moody") as? [[String: Any]])
    #expect(events.allSatisfy { $0["actor"] != nil && ($0["sha256"] as? String)?.count == 64 })
    return events.compactMap { $0["action"] as? String }
  }

  func inspect() throws -> [String: Any] {
    try #require(try site.json("plugin", "inspect", "moody") as? [String: Any])
  }

  @Test func `trust lets a plugin in, and another build of it is refused`() throws {
    try build(version: "1.0.0")
    let file = try connection("placement: in_process")
    let before = try site.millrace("run", file)
    #expect(before.status == 1 && before.output.contains("moody.so is not trusted"), "\(before.output)")
    #expect(try site.millrace("plugin", "trust", "moody").status == 0)
    let trusted = try site.millrace("run", file)
    #expect(trusted.status == 0, "\(trusted.output) \(trusted.messages)")

    try build(version: "1.0.1")
    let rebuilt = try site.millrace("run", file)
    #expect(rebuilt.status == 1 && rebuilt.output.contains("was changed since it was trusted"), "\(rebuilt.output)")
    #expect(rebuilt.output.contains("millrace plugin trust"))
    #expect(try site.millrace("plugin", "untrust", "moody").status == 0)
    #expect(
      try actions() == [
        "plugin.refuse", "plugin.trust", "plugin.load", "plugin.refuse", "plugin.untrust",
      ])
    let table = try site.millrace("audit", "--since", "1h")
    #expect(table.output.contains("plugin.load") && table.output.contains("placement in_process"), "\(table.output)")
  }

  @Test func `grants are shown beside what is declared, reach the run, and do not outlive the build`() throws {
    try build(version: "1.0.0")
    #expect(try inspect()["capabilities"] as? [String] == ["network"])
    #expect(try inspect()["granted"] as? [String] == [])
    let list = try site.millrace("plugin", "list")
    #expect(list.output.contains("network (not granted)"), "\(list.output)")
    let misspelt = try site.millrace("plugin", "grant", "moody", "netwrk")
    #expect(misspelt.status == 1 && misspelt.messages.contains("did you mean 'network'?"), "\(misspelt.messages)")
    let granted = try site.millrace("plugin", "grant", "moody", "network", "--files", site.folder.url.path)
    #expect(granted.status == 0, "\(granted.messages)")
    #expect(try inspect()["granted"] as? [String] == ["network", "files"])
    let file = try connection()
    #expect(try site.millrace("run", file).status == 0)
    let events = try #require(try site.json("audit", "--plugin", "moody") as? [[String: Any]])
    #expect(events.last?["capabilities"] as? [String] == ["network", "files"])

    try build(version: "1.0.1")
    #expect(try inspect()["granted"] as? [String] == [])
    let rebuilt = try site.millrace("run", file)
    #expect(rebuilt.status == 0 && rebuilt.messages.contains("was changed since it was granted"), "\(rebuilt.messages)")
    #expect(try site.millrace("plugin", "revoke", "moody").status == 0)
    #expect(try site.millrace("plugin", "revoke", "moody").status == 1)
  }

  @Test func `a plugin that goals stop of is suspended, passed over if asked for, and resumed`() throws {
    try build(version: "1.0.0", crashes: true)
    let file = try connection()
    for _ in 0..<3 {
      let crashed = try site.millrace("run", file)
      #expect(crashed.status == 1 && crashed.output.contains("SIGSEGV"), "\(crashed.output) \(crashed.messages)")
    }
    let suspended = try site.millrace("run", file)
    #expect(suspended.status == 1 && suspended.output.contains("moody 1.0.0 is suspended until"), "\(suspended.output)")
    #expect(suspended.output.contains("SIGSEGV") && suspended.output.contains("millrace plugin resume moody"))
    let standing = try #require(try inspect()["suspended"] as? [String: Any])
    #expect(standing["strikes"] as? Int == 3)
    #expect(try site.millrace("plugin", "list").output.contains("suspended until"))

    let bypass = try site.millrace("run", try connection("when_suspended: bypass"))
    #expect(bypass.status == 3 && bypass.output.contains("partial"), "\(bypass.output) \(bypass.messages)")
    #expect(bypass.output.contains("a step was passed over") && bypass.messages.contains("a step was passed over"))

    #expect(try site.millrace("plugin", "resume", "moody").status == 0)
    #expect(try site.millrace("plugin", "resume", "moody").status == 1)
    let resumed = try site.millrace("run", try connection())
    #expect(resumed.status == 1 && !resumed.output.contains("suspended"), "\(resumed.output)")
    let loads = Array(repeating: "plugin.load", count: 3)
    #expect(
      try actions() == loads + ["plugin.suspend", "plugin.refuse", "plugin.refuse", "plugin.resume", "plugin.load"])

    // Another build has nothing to answer for.
    for _ in 0..<2 { _ = try site.millrace("run", file) }
    try build(version: "1.0.1")
    #expect(try site.millrace("run", file).status == 0)
  }

  @Test func `a plugin in a folder that others may write is not run`() throws {
    try build(version: "1.0.0")
    chmod("\(site.home)/plugins", 0o777)
    let result = try site.millrace("run", try connection())
    #expect(result.status == 1 && result.output.contains("/plugins may be written by everybody"), "\(result.output)")
    #expect(result.output.contains("chmod go-w"))
    let list = try site.millrace("plugin", "list")
    #expect(list.output.contains(#/moody .*not run, others can change it/#), "\(list.output)")
    let trust = try site.millrace("plugin", "trust", "moody")
    #expect(trust.status == 1 && trust.messages.contains("chmod go-w"), "\(trust.messages)")
    #expect(try actions() == ["plugin.refuse"])
  }

  /// Nobody but root can be somebody else.
  @Test(.enabled(if: geteuid() == 0)) func `what belongs to another user is not run by root, and root's is by all`()
    throws
  {
    try build(version: "1.0.0")
    chown(plugin, 12_345, 0)
    let result = try site.millrace("run", try connection())
    #expect(result.status == 1 && result.output.contains("moody.so belongs to uid 12345"), "\(result.output)")
    #expect(result.output.contains("chown root"))

    // As that user, with a home of its own: its own plugin and those that came with the program are fine.
    let moved = try Program.shell(
      """
      chmod 755 . && install -d -o 12345 other && install -d -o 12345 other/plugins && \
      install -o 12345 -m 644 moody.so other/plugins && \
      setpriv --reuid 12345 --regid 12345 --clear-groups millrace plugin trust moody --home other && \
      setpriv --reuid 12345 --regid 12345 --clear-groups millrace plugin list --home other
      """, in: site.folder.url)
    #expect(moved.status == 0 && moved.text.contains("trusted: moody 1.0.0"), "\(moved.text)")
  }
}
