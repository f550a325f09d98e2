import Foundation
import PluginHost
import Synchronization

/// Runs checks on one plugin. No code of the plugin runs in this process.
public struct PluginValidation: Sendable {
  private let subject: CheckSubject

  /// Throws ``PluginHostError`` where there is no such file.
  public init(path: String, catalogue: PluginCatalogue, probe: WorkerExecutable, options: ValidationOptions) throws {
    subject = try CheckSubject(path: path, catalogue: catalogue, probe: probe, options: options)
  }

  /// The results in the order of the checks, which run side by side, each in a process of its own.
  public func results(of checks: [Check] = Check.all) -> [CheckResult] {
    let results = Mutex<[CheckResult?]>(Array(repeating: nil, count: checks.count))
    DispatchQueue.concurrentPerform(iterations: checks.count) { index in
      let result = result(of: checks[index])
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }

  private func result(of check: Check) -> CheckResult {
    var subject = subject
    let start = ContinuousClock.now
    subject.deadline = start + .seconds(check.timeout)
    let finding: Finding
    do {
      finding = try check.look(subject)
    } catch {
      finding = Finding(error)
    }
    return CheckResult(
      check: check, verdict: finding.verdict, details: finding.details,
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }
}

extension Finding {
  /// What it means that a check could not be brought to its end.
  fileprivate init(_ error: any Error) {
    switch error {
    case let skipped as SkippedCheck: self = .skipped(skipped.reason)
    case let unread as ELFError: self = .skipped("the file is not read: \(unread)")
    case let failure as ProcessorFailure: self.init(failure, at: "")
    case let call as FailedCall: self.init(call.failure, at: call.place)
    default: self = .fail("\(error)")
    }
  }

  private init(_ failure: ProcessorFailure, at place: String) {
    let told = "it \(failure.phrase)" + (place.isEmpty ? "" : " (\(place))")
    if case .ended = failure {
      self = Finding(verdict: .crash, details: [told])
    } else {
      self = .fail(told)
    }
  }
}
