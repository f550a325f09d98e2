import Foundation

/// What a fuzz test feeds, how often, and what comes of it. `make fuzz` reads the lines that it prints.
public struct FuzzTally {
  /// How many times to feed: the usual number, times the environment's `MILLRACE_FUZZ_ROUNDS`.
  public let rounds: Int
  public private(set) var accepted = 0
  public private(set) var refused = 0
  private let fed: String

  /// - Parameters:
  ///   - fed: what is fed, in a few words; tests with the same words are one row of the table.
  ///   - usual: how many times `make test` feeds it: a second's worth, about.
  public init(_ fed: String, usual: Int) {
    let times = ProcessInfo.processInfo.environment["MILLRACE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1
    (self.fed, rounds) = (fed, usual * times)
    tell("begins")
  }

  public mutating func accept() { accepted += 1 }

  public mutating func refuse() { refused += 1 }

  /// To be called at the end: a test that does not come so far has crashed or failed.
  public func report() { tell("\(accepted) accepted, \(refused) refused") }

  /// At once, and not when a buffer is full: the next execution may be the end of this process.
  private func tell(_ message: String) { FileHandle.standardError.write(Data("fuzz: \(fed): \(message)\n".utf8)) }
}
