import Foundation
import Testing

/// The gate closes: headers that somebody broke are refused, and those that grew as they may are not.
@Suite struct GateCanFailTests {
  /// A change of a header, and what the gate says to it.
  struct Change: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let from: String
    let to: String
    /// Nothing: it is allowed.
    let refusal: String?
    /// Whether it can be seen in debug information.
    var isSeenByAbiDiff = true
    var header = "plugin.h"

    /// The present headers with the change in them.
    func headers() throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      try FileManager.default.copyItem(
        at: Headers.released("1.0").appendingPathComponent("millrace"),
        to: folder.url.appendingPathComponent("millrace"))
      let file = folder.url.appendingPathComponent("millrace/\(header)")
      let text = try String(contentsOf: file, encoding: .utf8)
      try #require(text.contains(from), "\(header) has no '\(from)'")
      try text.replacing(from, with: to).write(to: file, atomically: true, encoding: .utf8)
      return folder
    }
  }

  static let inserted = Change(
    testDescription: "a member inserted", from: "  uint8_t *(*allocate)", to: "  void *odd;\n  uint8_t *(*allocate)",
    refusal: "mr_batch.allocate was at 96, and is at 104")

  static let changes = [
    inserted,
    Change(
      testDescription: "a type changed", from: "  int64_t now;", to: "  uint64_t now;",
      refusal: "mr_batch.now was 'long', and is 'unsigned long'"),
    Change(
      testDescription: "a parameter added", from: "(*remove_column)(mr_batch *, mr_text name)",
      to: "(*remove_column)(mr_batch *, mr_text name, int32_t how)",
      refusal:
        "mr_batch.remove_column was 'int (*)(mr_batch*, mr_text)', and is 'int (*)(mr_batch*, mr_text, int)'"),
    Change(
      testDescription: "a frozen struct grown", from: "  char message[248];",
      to: "  char message[248];\n  int64_t more;",
      refusal: "mr_error is FROZEN, and has 264 bytes and 1 new members"),
    Change(
      testDescription: "a frozen struct's array grown", from: "  char message[248];", to: "  char message[504];",
      refusal: "mr_error.message was 'char [248]', and is 'char [504]'"),
    Change(
      testDescription: "a member gone", from: "  const uint64_t *row_numbers;", to: "  const uint64_t *numbers;",
      refusal: "mr_batch.row_numbers is gone", isSeenByAbiDiff: false),
    Change(
      testDescription: "a union's member changed", from: "    double number;", to: "    float number;",
      refusal: "mr_cell.as.number was 'double', and is 'float'", isSeenByAbiDiff: false),
    Change(
      testDescription: "a constant changed", from: "#define MR_TEXT 5u", to: "#define MR_TEXT 9u",
      refusal: "MR_TEXT was 5, and is 9", isSeenByAbiDiff: false),
    Change(
      testDescription: "a constant gone", from: "#define MR_PURE 2u", to: "",
      refusal: "MR_PURE was 2, and is gone", isSeenByAbiDiff: false),
    Change(
      testDescription: "the entry's type changed", from: "millrace_plugin_v1(const mr_host *host,",
      to: "millrace_plugin_v1(void *more, const mr_host *host,",
      refusal:
        "millrace_plugin_v1 was 'int (mr_host const*, mr_plugin const**, mr_error*)', and is 'int (void*, mr_host const*, mr_plugin const**, mr_error*)'",
      isSeenByAbiDiff: false),
    Change(
      testDescription: "a promise taken back", from: "FROZEN. One value", to: "APPENDABLE. One value",
      refusal: "mr_cell was FROZEN", isSeenByAbiDiff: false),
    Change(
      testDescription: "grown without a new minor version", from: "  const void *(*get_extension)(const char *id);",
      to: "  int64_t more;\n  const void *(*get_extension)(const char *id);",
      refusal: "mr_plugin.get_extension was at 104, and is at 112"),
    Change(
      testDescription: "appended without a new minor version", from: "/* [any] optional */\n} mr_plugin;",
      to: "/* [any] optional */\n  int64_t more;\n} mr_plugin;", refusal: "MR_ABI_MINOR was 0, and is 0",
      isSeenByAbiDiff: false),
    Change(
      testDescription: "a new struct that promises nothing", from: "/* What a plugin exports.",
      to: "typedef struct mr_new {\n  int32_t a, b;\n} mr_new;\n/* What a plugin exports.",
      refusal: "mr_new is neither FROZEN nor APPENDABLE", isSeenByAbiDiff: false),
    Change(
      testDescription: "an extension's member inserted", from: "  mr_text reason;",
      to: "  mr_text more;\n  mr_text reason;",
      refusal: "mr_capabilities.reason was at 8, and is at 24", header: "capabilities.h"),
    Change(
      testDescription: "an extension's name changed", from: "millrace.capabilities/1", to: "millrace.capabilities/2",
      refusal: "MR_CAPABILITIES was millrace.capabilities/1, and is millrace.capabilities/2", isSeenByAbiDiff: false,
      header: "capabilities.h"),
    Change(
      testDescription: "an extension appended to", from: "} mr_capabilities;",
      to: "  int64_t more;\n} mr_capabilities;",
      refusal: nil, header: "capabilities.h"),
    Change(
      testDescription: "appended, with a new minor version",
      from: "#define MR_ABI_MINOR 0u", to: "#define MR_ABI_MINOR 1u\n#define MR_NEW 1u", refusal: nil),
  ]

  private static let released = Result { try Layout(include: Headers.released("1.0")) }

  @Test(arguments: changes)
  func `a change is judged`(_ change: Change) throws {
    let headers = try change.headers()
    let refusals = try Layout(include: headers.url).refusals(since: Self.released.get())
    if let refusal = change.refusal {
      #expect(refusals.contains(refusal), "\(refusals)")
    } else {
      #expect(refusals == [])
    }
  }

  @Test(.enabled(if: AbiDiff.isInstalled, "abidiff is not installed (apt install abigail-tools)"), arguments: changes)
  func `abidiff judges it too`(_ change: Change) throws {
    let headers = try change.headers()
    let refusals = try AbiDiff.refusals(of: headers.url, since: Headers.released("1.0"))
    #expect(refusals.isEmpty == (change.refusal == nil || !change.isSeenByAbiDiff), "\(refusals)")
  }

  /// What the gate is there for.
  @Test func `a plugin compiled with broken headers gives no answer`() throws {
    let headers = try Self.inserted.headers()
    let fixture = try Fixture(source: "columns.c", include: headers.url)
    #expect(try fixture.failures(.worker) != [])
  }
}
