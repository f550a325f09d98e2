extension Check {
  private static let entryNames: Set<String> = ["millrace_abi_major", "millrace_plugin_v1"]

  /// Names whose meaning is not the plugin's to give: with its own `malloc`, what it gets from a library is freed by
  /// another.
  private static let otherNames: Set<String> = [
    "malloc", "free", "calloc", "realloc", "memalign", "aligned_alloc", "posix_memalign", "memcpy", "memmove", "memset",
    "memcmp", "strlen", "strcmp", "read", "write", "open", "close", "abort", "exit", "_exit", "pthread_create",
    "sigaction",
    "signal", "dlopen", "dlsym", "getenv", "_Znwm", "_ZdlPv", "_ZdlPvm", "__cxa_throw", "main",
  ]

  static let exportChecks: [Check] = [
    Check(
      "exports-entry", .static, "It exports millrace_abi_major and millrace_plugin_v1.",
      remedy: "write MR_PLUGIN(plugin) once at the end of one source file"
    ) { subject in
      let missing = entryNames.subtracting(try subject.elf.exports.map(\.name)).sorted()
      return .fail(ifAny: missing.map { "the symbol \($0) is missing" })
    },
    Check(
      "exports-nothing-else", .static, "It exports nothing else, so that it meets no other plugin's names.",
      remedy: "link with -Wl,--version-script=exports.map of the SDK, or compile with -fvisibility=hidden"
    ) { subject in
      let others = Set(try subject.elf.exports.map(\.name)).subtracting(entryNames).filter { !$0.isEmpty }.sorted()
      guard !others.isEmpty else { return .pass }
      return .warn("it also exports \(others.named)")
    },
    Check(
      "no-names-of-others", .static, "It defines none of the C library's functions for others to see.",
      remedy: "give the function another name, or make it static"
    ) { subject in
      let stolen = Set(try subject.elf.exports.map(\.name)).intersection(otherNames).sorted()
      return .fail(ifAny: stolen.map { "it exports \($0)" })
    },
    Check(
      "no-unique-symbols", .static, "It has no symbols that all plugins of a process share.",
      remedy: "link with -Wl,--version-script=exports.map of the SDK, or compile with -fno-gnu-unique"
    ) { subject in
      let unique = try subject.elf.exports.filter(\.isUnique).map(\.name).sorted()
      guard !unique.isEmpty else { return .pass }
      return .warn("another plugin would get its \(unique.named)")
    },
  ]
}

extension [String] {
  /// The first few, and how many there are.
  var named: String {
    count <= 6 ? joined(separator: ", ") : prefix(5).joined(separator: ", ") + " and \(count - 5) more"
  }
}
