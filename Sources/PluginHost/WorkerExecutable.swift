import Foundation

/// The `millrace-worker` executable.
public struct WorkerExecutable: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// `MILLRACE_WORKER`, or else `millrace-worker` beside the running executable. Throws ``PluginHostError`` with code
  /// `worker` where there is none.
  public static func find() throws -> WorkerExecutable { fatalError("not yet") }
}
