/// What a check looks at, from the outside in.
public enum CheckLevel: String, CaseIterable, Sendable {
  /// The file, which is only read.
  case `static`
  /// What happens when it is loaded, and what it says about itself.
  case load
  /// `create`, `process`, `finish`, `destroy` in every order that a host may call them.
  case lifecycle
  /// Records of every kind.
  case data
}

/// One thing that is true of every good plugin.
public struct Check: Sendable {
  /// `no-text-relocations`: what the command line and reports call it.
  public let name: String
  public let level: CheckLevel
  /// What is true where it passes.
  public let sentence: String
  /// What to do where it does not.
  public let remedy: String
  /// Seconds that it may take; a plugin that takes longer has failed it.
  let timeout: Double
  let look: @Sendable (CheckSubject) throws -> Finding

  init(
    _ name: String, _ level: CheckLevel, _ sentence: String, remedy: String, timeout: Double = 10,
    look: @escaping @Sendable (CheckSubject) throws -> Finding
  ) {
    self.name = name
    self.level = level
    self.sentence = sentence
    self.remedy = remedy
    self.timeout = timeout
    self.look = look
  }
}

/// How a check went.
public enum Verdict: String, Sendable, CaseIterable {
  case pass
  /// It works, and something about it is not as it should be.
  case warn
  case fail
  /// The plugin's process died.
  case crash
  /// There was nothing to look at, or an earlier failure stands in the way.
  case skipped
}

/// What a check found.
struct Finding: Equatable {
  let verdict: Verdict
  /// What was found, a line each; never values of records.
  let details: [String]

  static let pass = Finding(verdict: .pass, details: [])
  static func warn(_ details: String...) -> Finding { Finding(verdict: .warn, details: details) }
  static func fail(_ details: String...) -> Finding { Finding(verdict: .fail, details: details) }
  static func skipped(_ why: String) -> Finding { Finding(verdict: .skipped, details: [why]) }

  /// Passes where nothing is wrong.
  static func warn(ifAny details: [String]) -> Finding {
    Finding(verdict: details.isEmpty ? .pass : .warn, details: details)
  }
  static func fail(ifAny details: [String]) -> Finding {
    Finding(verdict: details.isEmpty ? .pass : .fail, details: details)
  }
}

/// What became of one check.
public struct CheckResult: Sendable {
  public let check: Check
  public let verdict: Verdict
  /// What was found, a line each.
  public let details: [String]
  public let seconds: Double
}
