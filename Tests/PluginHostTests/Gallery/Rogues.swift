@testable import PluginHost

extension Rogue {
  static let all = dying + hanging + lying + greedy + trespassing + disturbing + living + loading + foreign

  private static func rogues(
    _ source: String, _ verdicts: [(name: String, verdict: Verdict)], in placements: [Placement] = [.worker],
    grant: PluginGrant = .nothing, timeout: Double = 10, startTimeout: Double = 5
  ) -> [Rogue] {
    verdicts.flatMap { rogue in
      placements.map {
        Rogue(
          name: rogue.name, source: "rogues/\(source)", verdict: rogue.verdict, placement: $0, grant: grant,
          timeout: timeout, startTimeout: startTimeout)
      }
    }
  }

  // MARK: While it works on records

  private static let dying = rogues(
    "dies",
    [
      ("segfault", .costsThePoison("crashed: SIGSEGV")), ("jumps", .costsThePoison("crashed: SIGSEGV")),
      ("aborts", .costsThePoison("crashed: SIGABRT")), ("exits", .costsThePoison("ended its process: exit status 0")),
      ("leaves", .costsThePoison("ended its process: exit status 7")), ("traps", .costsThePoison("crashed: SIGILL")),
      ("divides", .costsThePoison("crashed: SIGFPE")), ("overflows", .costsThePoison("crashed: SIGSEGV")),
      ("kills", .costsThePoison("crashed: SIGKILL")), ("frees-a-stranger", .costsThePoison("crashed: SIGABRT")),
      ("frees-twice", .costsThePoison("crashed: SIGABRT")), ("writes-input", .costsThePoison("crashed: SIGSEGV")),
      ("makes-input-writable", .costsThePoison("crashed: SIGSEGV")),
      ("maps-the-input-anew", .costsThePoison("crashed: SIGSEGV")),
      ("closes", .costsThePoison("ended its process: exit status 1")),
      ("hangs-up", .costsThePoison("ended its process: exit status 1")),
      ("talks-nonsense", .costsThePoison("gave invalid output: its worker's answer is none")),
    ])

  private static let hanging = rogues(
    "dies",
    ["hangs", "sleeps", "stops", "catches-itself", "is-deaf", "hangs-in-exit"].map {
      ($0, .costsThePoison("did not answer within 0.2 s"))
    }, timeout: 0.2)

  private static let lying =
    rogues(
      "lies",
      [
        ("bad-utf8", .costsThePoison("gave invalid output: field 'seen' is not UTF-8")),
        ("bad-list", .costsThePoison("gave invalid output: field 'seen' is not JSON")),
        ("bad-object", .costsThePoison("gave invalid output: field 'seen' is not a JSON object")),
        ("line-break", .costsThePoison("gave invalid output: field 'seen' has a line break between its JSON values")),
        ("far-offset", outside), ("table-offset", outside), ("far-output", outside), ("wrapping-offset", outside),
        ("bad-kind", .costsThePoison("gave invalid output: field 'seen' is of no known kind")),
        ("bad-bool", .costsThePoison("gave invalid output: field 'seen' is a boolean other than 0 and 1")),
        ("not-finite", .costsThePoison("gave invalid output: field 'seen' is a number that is not finite")),
        ("far-time", .costsThePoison("gave invalid output: field 'seen' is a time outside years 1 to 9999")),
        ("zeroes", overwritten), ("forges-size", overwritten), ("forges-count", overwritten),
        ("forges-place", overwritten), ("forges-half-a-place", overwritten),
        ("judges-nobody", .costsThePoison("gave invalid output: it judged a row that is not there")),
        ("judges-twice", .costsThePoison("gave invalid output: it judged one row twice")),
        ("judges-strangely", .costsThePoison("gave invalid output: it gave a row a state that does not exist")),
        ("changes-the-unseen", .costsThePoison("gave invalid output: it changed a column that it was not shown")),
        (
          "gives-cells-outside", .costsThePoison("gave invalid output: a column's cells lie outside the output memory")
        ),
        ("complains", .costsThePoison("failed: cannot digest this")),
        ("complains-with-escapes", .costsThePoison("failed: cannot  [2Jdigest this")),
        ("complains-without-words", .costsThePoison("failed: it gave no reason")),
        ("never-ends-its-words", .costsThePoison("failed: \(String(repeating: "x", count: 247))")),
      ], in: Placement.allCases) + rogues("lies", [("scribbles", .costsOnlyItself)])

  private static let outside = Verdict.costsThePoison(
    "gave invalid output: field 'seen' points outside the memory that was lent")
  private static let overwritten = Verdict.costsThePoison("gave invalid output: its output memory is overwritten")

  private static let greedy =
    rogues(
      "greed",
      [
        ("a-million-rows", usedUp), ("hoards", usedUp), ("a-terabyte-of-text", usedUp),
        ("all-the-text-there-is", usedUp), ("widens", usedUp),
        ("a-long-name", .costsThePoison("failed: it gave no reason")),
        (
          "repeats",
          .costsThePoison(
            "gave invalid output: field 'field 12' and those before it have more bytes than one call may give")
        ),
        ("breeds", .stopsTheGoal(.memory, "derived in one call take more than 512 MB")),
      ], in: Placement.allCases)
    + rogues(
      "greed",
      [
        ("gorges", .costsThePoison("failed: no memory")), ("leaks", .costsNothing(restarts: true)),
        ("logs", .costsNothing(restarts: false)), ("prints", .costsNothing(restarts: false)),
      ])

  private static let usedUp = Verdict.costsThePoison("used up its output memory or a quota")

  private static let trespassing =
    rogues("trespass", denied.map { ($0, .costsNothing(restarts: false)) })
    // Not even with all that an operator can grant.
    + rogues(
      "trespass",
      denied.filter { !["connects", "starts-threads"].contains($0) }.map { ($0, .costsNothing(restarts: false)) },
      grant: PluginGrant(capabilities: .all, folders: ["/usr/share/doc"]))

  private static let denied = [
    "reads-passwords", "lists-home", "lists-root", "reads-opt", "reads-programs", "creates", "makes-folder", "deletes",
    "writes-itself", "reads-its-memory-file", "reads-parent", "writes-parent", "peeks-parent", "traces-parent",
    "is-traced", "signals-parent", "signals-all", "sends-signals", "picks-signals", "connects", "knocks-at-daemons",
    "sniffs", "forks", "forks-quickly", "executes", "starts-threads", "shares", "makes-memory-files", "outlives",
    "leaves-group", "leaves-session", "unshares", "mounts", "changes-root", "changes-folder", "becomes-root",
    "raises-limits", "sets-alarms", "uses-rings", "loads-bpf",
  ]

  private static let disturbing =
    rogues(
      "disturbs",
      [
        ("changes-its-world", .costsNothing(restarts: false)),
        ("overwrites-its-batch", .costsNothing(restarts: false)),
        ("gives-its-answer-back", .costsNothing(restarts: false)),
        ("uses-descriptors", .costsNothing(restarts: false)), ("keeps", .costsOnlyItself),
        ("answers-twice", .costsOnlyItself),
        ("answers-to-come", .stopsTheGoal(.failing, "gave invalid output: its worker's answer is none")),
        ("gives-up-its-line", .costsOnlyItself), ("rolls-dice", .costsOnlyItself),
        ("answers-strangely", .costsThePoison("gave invalid output: its worker's answer is none")),
        ("is-ready-again", .costsThePoison("gave invalid output: its worker's answer is none")),
      ])
    + rogues(
      "disturbs",
      [
        ("scribbles-from-a-thread", .costsOnlyItself), ("spins-in-threads", .costsNothing(restarts: false)),
        ("bombs-with-threads", .costsNothing(restarts: false)),
      ], grant: PluginGrant(capabilities: .threads))

  // MARK: At the border of its life

  private static let living =
    rogues(
      "life",
      [
        ("refuses", .stopsTheGoal(.create, "refuses its configuration: fields 'a' and 'b' exclude each other")),
        ("create-segfaults", .stopsTheGoal(.create, "crashed: SIGSEGV, while it was given its configuration")),
        ("create-aborts", .stopsTheGoal(.create, "crashed: SIGABRT, while it was given its configuration")),
        (
          "create-exits",
          .stopsTheGoal(.create, "ended its process: exit status 3, while it was given its configuration")
        ),
        ("create-gives-nothing", .costsNothing(restarts: false)),
        ("finish-segfaults", .stopsTheGoal(.failing, "crashed: SIGSEGV, at the end of the rows")),
        ("finish-aborts", .stopsTheGoal(.failing, "crashed: SIGABRT, at the end of the rows")),
        ("finish-exits", .stopsTheGoal(.failing, "ended its process: exit status 3, at the end of the rows")),
        (
          "finish-lies",
          .stopsTheGoal(
            .failing, "gave invalid output: a derived row has a parent that is not there, at the end of the rows")
        ),
        ("destroy-segfaults", .costsNothing(restarts: false)), ("destroy-aborts", .costsNothing(restarts: false)),
        ("destroy-exits", .costsNothing(restarts: false)), ("destroy-hangs", .costsNothing(restarts: false)),
        ("destroy-loops", .costsNothing(restarts: false)), ("destroy-stops", .costsNothing(restarts: false)),
        ("segfaults-at-exit", .costsNothing(restarts: false)), ("aborts-at-exit", .costsNothing(restarts: false)),
        ("hangs-at-exit", .costsNothing(restarts: false)), ("loops-at-exit", .costsNothing(restarts: false)),
      ])
    + rogues(
      "life",
      ["create-hangs", "create-loops"].map {
        ($0, .stopsTheGoal(.create, "did not answer within 1 s, while it was given its configuration"))
      }
        + ["finish-hangs", "finish-loops"].map {
          ($0, .stopsTheGoal(.failing, "did not answer within 1 s, at the end of the rows"))
        }, timeout: 1, startTimeout: 1)

  private static let loading =
    rogues(
      "loading",
      [
        ("constructor-segfaults", .isRefused(.load, " crashed: SIGSEGV, while it was loaded")),
        ("constructor-aborts", .isRefused(.load, " crashed: SIGABRT, while it was loaded")),
        ("constructor-exits", .isRefused(.load, " ended its process: exit status 5, while it was loaded")),
        ("constructor-closes", .isRefused(.load, " ended its process: exit status 1, while it was loaded")),
        ("constructor-answers", .isRefused(.description, notAllowed)),
        ("constructor-registers", .costsNothing(restarts: false)),
        ("entry-segfaults", .isRefused(.load, " crashed: SIGSEGV, while it was loaded")),
        ("entry-aborts", .isRefused(.load, " crashed: SIGABRT, while it was loaded")),
        ("entry-exits", .isRefused(.load, " ended its process: exit status 5, while it was loaded")),
        ("entry-refuses", .isRefused(.load, ": it refused to load: my licence has run out")),
        ("entry-gives-nothing", .isRefused(.description, ": millrace_plugin_v1 gave no plugin")),
        ("entry-gives-garbage", .isRefused(.load, " crashed: SIGSEGV, while it was loaded")),
        ("descriptor-in-freed-memory", .isRefused(.load, " crashed: SIGSEGV, while it was loaded")),
        ("changes-after-the-check", .isRefused(.load, " crashed: SIGBUS, while it described itself")),
        ("extension-segfaults", .isRefused(.load, " crashed: SIGSEGV, while it was loaded")),
        (
          "wrong-major",
          .isRefused(.wrongABI, ": it is made for version 9 of the plugin ABI, this Millrace has version 1")
        ),
        (
          "undefined-symbol",
          .isRefused(.load, ": it does not load: undefined symbol: a_function_that_nobody_has")
        ),
        ("plugin-too-small", .isRefused(.description, ": the plugin has a struct_size of 8, 112 is the least")),
        ("plugin-of-a-later-minor", .costsNothing(restarts: false)),
        ("plugin-bad-id", .isRefused(.description, ": the plugin's id is not like [a-z][a-z0-9-]*")),
        ("plugin-endless-name", badText), ("plugin-name-not-utf8", badText), ("plugin-name-nowhere", badText),
        ("plugin-name-with-escape", .isRefused(.description, notAllowed)),
        ("plugin-without-version", .isRefused(.description, ": the plugin has no version")),
        (
          "processors-too-many",
          .isRefused(.description, ": the plugin offers 4294967295 processors, at most 256 are allowed")
        ),
        ("processors-nowhere", .isRefused(.description, ": the plugin offers 1 processors, at most 256 are allowed")),
        ("processors-twice", .isRefused(.description, notAllowed)),
        ("processor-null", .isRefused(.description, ": processor 1 is null")),
        ("processor-too-small", .isRefused(.description, ": processor 1 has a struct_size of 16, 112 is the least")),
        (
          "processor-without-create",
          .isRefused(.description, ": processor rogue lacks create, process or destroy")
        ),
        (
          "processor-endless-schema",
          .isRefused(.description, ": a text of processor rogue is too long or not UTF-8")
        ),
        ("processor-without-schema", .isRefused(.description, ": processor rogue has no config_schema")),
        ("schema-not-json", .isRefused(.description, ": processor 'rogue': the configuration schema is ")),
        (
          "schema-painted",
          .isRefused(
            .description,
            ": processor 'rogue': the configuration schema is wrong at '/': the keyword ' [2J' is not supported")
        ),
        (
          "capabilities-too-small",
          .isRefused(.description, ": its millrace.capabilities/1 have a struct_size of 4, 24 is the least")
        ),
        (
          "capabilities-unknown",
          .isRefused(.description, ": it declares a capability that this Millrace does not know")
        ),
        (
          "capabilities-reason-nowhere",
          .isRefused(.description, ": the reason for its capabilities is too long or not UTF-8")
        ),
      ])
    + rogues(
      "loading",
      ["constructor-hangs", "constructor-loops", "constructor-stops", "entry-hangs", "entry-loops"].map {
        ($0, .isRefused(.load, " did not answer within 1 s, while it was loaded"))
      }, startTimeout: 1)

  private static let notAllowed = " describes itself with ids or texts that are not allowed"
  private static let badText = Verdict.isRefused(.description, ": a text of the plugin is too long or not UTF-8")

  // MARK: In other languages

  private static let foreign =
    rogues("throws", [("throws", .costsThePoison("crashed: SIGABRT"))])
    + rogues("traps", [("traps", .costsThePoison("crashed: SIGILL"))])
}
