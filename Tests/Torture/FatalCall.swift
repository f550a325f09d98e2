import Foundation
import Glibc
import Testing

/// One call of a process that does not come back, or fails.
struct FatalCall: Sendable {
  enum Kind: Sendable, CaseIterable {
    /// `kill -9` before the call.
    case kill
    /// `kill -9` when half of what it writes is written.
    case tear
    /// Half is written, and no error told.
    case short
    /// There is no room, this once or from now on.
    case full, staysFull
    /// The disk fails, this once or from now on.
    case broken, staysBroken
    /// Nothing can be written from now on, as where a disk was mounted anew after an error.
    case readOnly

    var isDeath: Bool { self == .kill || self == .tear }
  }

  var kind: Kind
  /// From 1; 0 only counts.
  var number: Int

  static let library = Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "torture-library-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let library = folder.appending(path: "fatal_calls.so").path
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/cc")
    compiler.arguments = [
      "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library,
      URL(filePath: #filePath).deletingLastPathComponent().appending(path: "fatal_calls.c").path, "-ldl",
    ]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    return library
  }

  /// What the library reads; `root` is where calls on files count.
  func environment(root: String, report: String) throws -> [String: String] {
    var variables = [
      "LD_PRELOAD": try Self.library.get(), "TORTURE_ROOT": root, "TORTURE_REPORT": report,
      "TORTURE_AT": "\(number)",
    ]
    variables["TORTURE_DOES"] =
      switch kind {
      case .kill: "kill"
      case .tear: "tear"
      case .short: "short"
      case .full, .staysFull: "\(ENOSPC)"
      case .broken, .staysBroken: "\(EIO)"
      case .readOnly: "\(EROFS)"
      }
    if [.staysFull, .staysBroken, .readOnly].contains(kind) { variables["TORTURE_LASTS"] = "1" }
    if !kind.isDeath { variables["TORTURE_FILES"] = "1" }
    if let trace = ProcessInfo.processInfo.environment["MILLRACE_TORTURE_TRACE"] { variables["TORTURE_TRACE"] = trace }
    return variables
  }
}
