import Foundation

/// The `millrace-worker` executable.
public struct WorkerExecutable: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// `MILLRACE_WORKER`, or else `millrace-worker` beside the running executable. Throws ``PluginHostError`` with code
  /// `worker` where there is none.
  public static func find() throws -> WorkerExecutable {
    if let path = ProcessInfo.processInfo.environment["MILLRACE_WORKER"], !path.isEmpty {
      guard access(path, X_OK) == 0 else {
        throw PluginHostError(.worker, "MILLRACE_WORKER names \(path), which is no executable")
      }
      return WorkerExecutable(path: path)
    }
    let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let path = executable.deletingLastPathComponent().appendingPathComponent("millrace-worker").path
    guard access(path, X_OK) == 0 else {
      throw PluginHostError(
        .worker, "millrace-worker is not at \(path)",
        hint: "install it beside \(executable.lastPathComponent), or name it in MILLRACE_WORKER")
    }
    return WorkerExecutable(path: path)
  }

  /// `millrace-probe` beside the worker: what plugins are looked at with. Throws ``PluginHostError`` with code `worker`
  /// where there is none.
  public static func probe() throws -> WorkerExecutable {
    let folder = URL(fileURLWithPath: try find().path).deletingLastPathComponent()
    let path = folder.appendingPathComponent("millrace-probe").path
    guard access(path, X_OK) == 0 else {
      throw PluginHostError(.worker, "millrace-probe is not at \(path)", hint: "install it beside millrace-worker")
    }
    return WorkerExecutable(path: path)
  }
}
