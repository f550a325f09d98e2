import CWorker

/// A part of the sandbox that workers run in. Where the kernel lacks one a plugin runs with what there is, and the log says
/// so.
public enum SandboxPart: String, Sendable, CaseIterable {
  case seccomp
  case landlock = "Landlock"

  /// What a plugin may do without it.
  public var consequence: String {
    switch self {
    case .seccomp: "the plugin may call all of the system"
    case .landlock: "the plugin may read files that Millrace may read"
    }
  }

  var flag: UInt32 {
    switch self {
    case .seccomp: MRW_SECCOMP
    case .landlock: MRW_LANDLOCK
    }
  }
}

extension WorkerExecutable {
  /// The parts that this kernel lacks: a worker loads the plugin at `path` and is asked. Throws ``PluginHostError``.
  public func missingSandboxParts(trying path: String) throws -> [SandboxPart] {
    try WorkerProcess(self, file: try PluginFile(reading: path), output: try OutputBlock(), log: nil).missing
  }
}
