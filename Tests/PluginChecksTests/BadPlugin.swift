import PluginChecks

/// A plugin that one check is there for.
struct BadPlugin {
  let check: String
  let verdict: Verdict
  let macros: [String: String]
  let flags: [String]

  init(_ check: String, _ verdict: Verdict = .fail, _ macros: [String: String] = [:], flags: [String] = []) {
    self.check = check
    self.verdict = verdict
    self.macros = macros
    self.flags = flags
  }

  private static func schema(_ properties: String, _ more: String = #","additionalProperties":false"#) -> [String:
    String]
  {
    let json = #"{"type":"object","properties":{\#(properties)}\#(more)}"#
    return ["SCHEMA": "\"" + json.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""]
  }
  private static func described(_ more: String) -> String { #"{"description":"It is.",\#(more)}"# }

  static let linked: [BadPlugin] = [
    BadPlugin("exports-entry", .fail, ["NO_ENTRY": "1"]),
    BadPlugin("exports-nothing-else", .warn, ["OUTSIDE": "MR_EXPORT int another;"]),
    BadPlugin("no-names-of-others", .fail, ["OUTSIDE": "MR_EXPORT int main(void) { return 0; }"]),
    BadPlugin(
      "no-unique-symbols", .warn,
      ["OUTSIDE": #"__asm__(".data\n.globl u\n.type u,@gnu_unique_object\nu:.byte 0\n.text");"#]),
    BadPlugin(
      "no-text-relocations", .fail, ["OUTSIDE": #"__asm__(".text\n.quad millrace_plugin_v1");"#],
      flags: ["-Wl,-z,notext"]),
    BadPlugin("no-executable-stack", .fail, flags: ["-Wl,-z,execstack"]),
    BadPlugin("read-only-tables", .warn, flags: ["-Wl,-z,norelro"]),
    BadPlugin(
      "no-static-thread-storage", .warn,
      ["OUTSIDE": #"__thread int t __attribute__((tls_model("initial-exec")));"#, "PROCESS": "t++"]),
    BadPlugin("no-linker-hooks", .fail, flags: ["-Wl,--auxiliary=libm.so.6"]),
    BadPlugin("no-search-paths", .fail, flags: ["-Wl,-rpath,here"]),
    BadPlugin("no-search-paths", .warn, flags: ["-Wl,-rpath,$ORIGIN"]),
    BadPlugin("calls-no-processes", .warn, ["PROCESS": #"if (me->count == 7) system("x")"#]),
    BadPlugin("calls-no-exit", .warn, ["PROCESS": "if (me->count == 7) exit(1)"]),
    BadPlugin("calls-no-settings", .warn, ["PROCESS": #"if (me->count == 7) setlocale(LC_ALL, "")"#]),
    BadPlugin("calls-no-loader", .warn, ["PROCESS": #"if (me->count == 7) dlopen("x", 1)"#]),
    BadPlugin("calls-no-output", .warn, ["PROCESS": #"if (me->count == 7) puts("x")"#]),
    BadPlugin("network-declared", .warn, ["PROCESS": "if (me->count == 7) socket(1, 1, 0)"]),
    BadPlugin("files-declared", .warn, ["PROCESS": #"if (me->count == 7) fopen("x", "r")"#]),
    BadPlugin("threads-declared", .warn, ["PROCESS": "if (me->count == 7) pthread_create(0, 0, 0, 0)"]),
    BadPlugin("no-fast-math", .fail, flags: ["-ffast-math"]),
    BadPlugin("no-constructors", .warn, ["LOADING": "errno = 0"]),
    BadPlugin("build-id", .warn, flags: ["-Wl,--build-id=none"]),
  ]

  static let loaded: [BadPlugin] = [
    BadPlugin("loads", .fail, ["OUTSIDE": "int nowhere(void);", "PROCESS": "nowhere()"]),
    BadPlugin("loads", .crash, ["LOADING": "raise(SIGSEGV)"]),
    BadPlugin("loads-at-once", .warn, ["LOADING": "usleep(700000)"]),
    BadPlugin("same-when-asked-twice", .fail, ["ASKED": #"plugin.vendor.length = plugin.vendor.length == 8 ? 7 : 8"#]),
    BadPlugin(
      "same-in-each-process", .fail,
      ["ASKED": #"static char t[20]; snprintf(t, 20, "%d", getpid()); plugin.vendor = mr_string(t)"#]),
    BadPlugin("load-opens-nothing", .fail, ["LOADING": #"dup(0)"#]),
    BadPlugin(
      "load-starts-no-threads", .fail,
      [
        "OUTSIDE": "static void *idle(void *c) { for (;;) pause(); }",
        "ASKED": "static pthread_t t; if (!t) pthread_create(&t, NULL, idle, NULL)",
      ]),
    BadPlugin("load-prints-nothing", .warn, ["LOADING": #"puts("hello")"#]),
    BadPlugin("load-keeps-settings", .fail, ["LOADING": #"setenv("A", "b", 1)"#]),
    BadPlugin("load-keeps-settings", .fail, ["LOADING": #"setlocale(LC_ALL, "C.UTF-8")"#]),
    BadPlugin("load-keeps-signals", .fail, ["LOADING": "signal(SIGUSR1, SIG_IGN)"]),
    BadPlugin("load-keeps-arithmetic", .fail, flags: ["-ffast-math"]),
    BadPlugin(
      "load-takes-little-memory", .warn,
      ["OUTSIDE": "static char *volatile big;", "ASKED": "if (!big) big = malloc(64 << 20); memset(big, 1, 64 << 20)"]),
    BadPlugin("listed", .fail, ["ID": #""Not an id""#]),
    BadPlugin("semantic-version", .fail, ["VERSION": #""1.0""#]),
    BadPlugin("abi-minor", .warn, ["MINOR": "99"]),
    BadPlugin("texts", .warn, ["VENDOR": #""""#]),
    BadPlugin("known-flags", .warn, ["FLAGS": "1 << 20"]),
    BadPlugin(
      "capabilities-reason", .warn,
      [
        "OUTSIDE":
          "static const mr_capabilities needs = {sizeof needs, MR_NEEDS_NETWORK, {0, 0}}; static const void *more(const char *id) { return strcmp(id, MR_CAPABILITIES) ? 0 : &needs; }",
        "EXTENSION": "more",
      ]),
    BadPlugin("schema-closed", .warn, schema("", "")),
    BadPlugin("options-described", .warn, schema(#""a":{"type":"string"}"#)),
    BadPlugin("options-snake-case", .warn, schema(#""aB":\#(described(#""type":"string""#))"#)),
    BadPlugin("defaults-valid", .fail, schema(#""a":\#(described(#""type":"string","default":5"#))"#)),
    BadPlugin("required-known", .fail, schema("", #","required":["a"]"#)),
  ]

  static let lived: [BadPlugin] = [
    BadPlugin("create-destroy", .crash, ["DESTROY": "abort()"]),
    BadPlugin("create-destroy", .fail, ["DESTROY": "for (;;) pause()"]),
    BadPlugin(
      "create-survives-anything", .crash,
      ["CREATE": #"if (config.length > 2 && config.data[1] == 'u' - 0) abort(); if (!config.length) abort()"#]),
    BadPlugin("refusals-have-messages", .warn, ["CREATE": "if (config.length < 2) return MR_ERROR"]),
    BadPlugin(
      "create-after-refusal", .fail,
      [
        "OUTSIDE": "static int refused;",
        "CREATE": #"if (config.length < 2) { refused = 1; return mr_fail(error, 0, "no"); }"#,
        "ROW": "if (refused) MR_TRY(mr_set_int(&out, row, 1))",
      ]),
    BadPlugin(
      "many-instances", .fail,
      ["OUTSIDE": "static int made;", "CREATE": #"if (made++ == 50) return mr_fail(error, 0, "enough")"#]),
    BadPlugin(
      "instances-are-apart", .fail,
      ["OUTSIDE": "static int made;", "CREATE": "made++", "ROW": "MR_TRY(mr_set_int(&out, row, made))"]),
    BadPlugin("no-leak-of-instances", .fail, ["CREATE": "me->kept = malloc(2000)"]),
    BadPlugin("no-leak-of-instances", .warn, ["CREATE": "me->kept = malloc(40)"]),
    BadPlugin("no-leak-of-work", .fail, ["PROCESS": "me->kept = malloc(2000)"]),
    BadPlugin("any-thread", .fail, ["ROW": #"if (pthread_self() != me->maker) return mr_fail(error, 0, "not mine")"#]),
    BadPlugin("process-no-rows", .crash, ["PROCESS": "if (!batch->row_count) abort()"]),
    BadPlugin("finish-unused", .crash, ["HAS_FINISH": "1", "FINISH": "if (!me->count) abort()"]),
    BadPlugin("finish-twice", .crash, ["HAS_FINISH": "1", "FINISH": "if (me->count++) abort()"]),
    BadPlugin("work-opens-nothing", .fail, ["PROCESS": #"dup(0)"#]),
    BadPlugin("work-keeps-process", .fail, ["PROCESS": "signal(SIGUSR1, SIG_IGN)"]),
    BadPlugin("work-prints-nothing", .warn, ["PROCESS": #"puts("hello")"#]),
    BadPlugin("log-is-bounded", .warn, ["ROW": #"say(me, mr_string("a row"))"#]),
  ]

  /// Crashes on a cell of the first column that is so.
  private static func crashing(on condition: String) -> [String: String] {
    [
      "ROW":
        "const mr_cell *cell = batch->column_count ? &batch->columns[0]->cells[row] : 0; if (cell && (\(condition))) abort()"
    ]
  }
  private static let first = "mr_bytes(batch, cell)"

  static let fed: [BadPlugin] = [
    BadPlugin("every-kind", .crash, crashing(on: "cell->kind == MR_TIME")),
    BadPlugin("absent-and-null", .crash, crashing(on: "cell->kind == MR_NULL")),
    BadPlugin("odd-texts", .crash, crashing(on: "cell->kind == MR_TEXT && memchr(\(first).data, 0, \(first).length)")),
    BadPlugin("long-texts", .crash, crashing(on: "cell->kind == MR_TEXT && \(first).length > 100000")),
    BadPlugin("numbers-at-limits", .crash, crashing(on: "cell->kind == MR_INT && cell->as.integer == INT64_MIN")),
    BadPlugin(
      "deep-json", .crash, crashing(on: "cell->kind == MR_LIST && \(first).length > 50 && \(first).data[50] == '['")),
    BadPlugin("any-count", .crash, ["PROCESS": "if (batch->row_count == 1023) abort()"]),
    BadPlugin("many-columns", .crash, ["PROCESS": "if (batch->column_count > 900) abort()"]),
    BadPlugin(
      "odd-names", .fail, ["PROCESS": "if (batch->column_count && !batch->columns[0]->name.length) return MR_ERROR"]),
    BadPlugin(
      "random-batches", .fail,
      ["ROW": "mr_cell bad = {MR_TEXT, 0, 0, 9, {1 << 30}}; if (row == 20) MR_TRY(mr_set(&out, row, bad))"]),
    BadPlugin(
      "records-of-a-file", .crash,
      crashing(on: "(cell->kind == MR_INT || cell->kind == MR_DOUBLE) && cell->spelling")),
    BadPlugin(
      "dropped-rows-stay-out", .fail,
      [
        "PROCESS":
          "for (uint32_t row = 0, d; row < batch->row_count; row++) if (!mr_is_kept(batch, row)) MR_TRY(mr_derive(batch, row, &d))"
      ]),
    BadPlugin(
      "finish-after-data", .crash, ["HAS_FINISH": "1", "PROCESS": "me->count++", "FINISH": "if (me->count) abort()"]),
    BadPlugin("reasons-given", .warn, ["ROW": #"if (text.length) MR_TRY(mr_drop(batch, row, ""))"#]),
    BadPlugin("values-stay-secret", .fail, ["ROW": "if (text.length) MR_TRY(batch->drop_row(batch, row, text))"]),
    BadPlugin(
      "values-stay-secret", .fail,
      [
        "ROW":
          #"if (memchr(text.data, '@', text.length)) return mr_fail(error, 0, "%.*s is wrong", (int)text.length, text.data)"#
      ]),
    BadPlugin("log-keeps-values-secret", .fail, ["ROW": "say(me, text)"]),
    BadPlugin("memory-is-steady", .warn, ["PROCESS": "me->kept = malloc(500)"]),
    BadPlugin("time-is-even", .warn, ["ROW": "if (text.length > 100000) usleep(700000)"]),
    BadPlugin("deterministic", .fail, ["ROW": "MR_TRY(mr_set_int(&out, row, getpid()))"]),
    BadPlugin("pure-again", .fail, ["PROCESS": "me->count++", "ROW": "MR_TRY(mr_set_int(&out, row, me->count))"]),
    BadPlugin("pure-in-any-order", .fail, ["ROW": "MR_TRY(mr_set_int(&out, row, row))"]),
    BadPlugin("pure-alone", .fail, ["ROW": "MR_TRY(mr_set_int(&out, row, batch->row_count))"]),
    BadPlugin("pure-in-any-batch", .fail, ["ROW": "MR_TRY(mr_set_int(&out, row, batch->row_count))"]),
    BadPlugin(
      "pure-in-any-column-order", .fail,
      ["ROW": "MR_TRY(mr_set_int(&out, row, batch->columns[0]->name.length))"]),
    BadPlugin(
      "thread-safe", .fail,
      [
        "ROW":
          "int64_t mine = ++me->count; if (row % 10 == 9) usleep(10); MR_TRY(mr_set_int(&out, row, me->count - mine))"
      ]),
  ]
}
