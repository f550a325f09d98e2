import PluginHost

extension Check {
  static let importChecks: [Check] = [
    Check(
      "calls-no-processes", .static, "It does not start programs.",
      remedy: "do the work in the plugin itself: its sandbox has no processes"
    ) { try $0.calls(.processes) },
    Check(
      "calls-no-exit", .static, "It does not end the process that it runs in.",
      remedy: "return mr_fail(…) with a message instead: only that record is rejected then"
    ) { try $0.calls(.ends) },
    Check(
      "calls-no-settings", .static,
      "It does not change what the whole process shares: locale, folder, environment, signals.",
      remedy: "use newlocale and the *_l functions, absolute paths, and no signals"
    ) { try $0.calls(.settings) },
    Check(
      "calls-no-loader", .static, "It loads no further code.",
      remedy: "link with the library, so that a missing one is seen when the plugin is added"
    ) { try $0.calls(.loading) },
    Check(
      "calls-no-output", .static, "It does not print.",
      remedy: "say it with mr_host.log: nobody sees a worker's output"
    ) { try $0.calls(.output) },
    Check(
      "network-declared", .static, "It uses the network only where it declares so.",
      remedy: "declare MR_NEEDS_NETWORK (millrace/capabilities.h), or work without it"
    ) { try $0.calls(.network) },
    Check(
      "files-declared", .static, "It opens files only where it declares so.",
      remedy: "declare MR_NEEDS_FILES (millrace/capabilities.h), take the data by configuration, or compile it in"
    ) { try $0.calls(.files) },
    Check(
      "threads-declared", .static, "It starts threads only where it declares so.",
      remedy: "declare MR_NEEDS_THREADS (millrace/capabilities.h), or leave threads to the host: see MR_THREAD_SAFE"
    ) { try $0.calls(.threads) },
  ]
}

extension CheckSubject {
  /// Warns of imports of this kind.
  fileprivate func calls(_ kind: NotableImport) throws -> Finding {
    let elf = try elf
    let found = kind.names.intersection(elf.imports).sorted()
    guard !found.isEmpty else { return .pass }
    if let capability = kind.capability, declared.contains(capability) { return .pass }
    if kind == .files, namesFiles { return .pass }
    // Its library does all of this, and a plugin that is linked with it cannot help it.
    if elf.hasRuntimeBuiltIn {
      return .skipped("the library of \(elf.language) that is built into it calls \(found.named)")
    }
    return .warn("it calls \(found.named)")
  }

  /// Whether files are options of it: those are open to it without a declaration.
  private var namesFiles: Bool {
    (try? description.processors.contains { processor in
      try ConfigSchema(processor.configSchema).options.contains(where: \.isFile)
    }) ?? false
  }
}
