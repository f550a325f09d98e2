import Foundation
import Records
import Testing

@testable import PluginHost

/// An honest chain that is at work before a rogue comes and after it has gone, and Millrace itself around both.
final class Bystander {
  private let chain: ProcessorChain
  private let world: World

  init() throws {
    let reference = try TestPlugins.reference("conduct", "pass")
    chain = try ProcessorChain(
      steps: [ChainStep(reference: reference, config: [:])], now: ChainRun.now,
      worker: try WorkerExecutable.find())
    world = World()
    try work()
  }

  /// Goes on as if nothing had happened.
  func finish() throws {
    try work()
    try chain.finish { _ in }
    #expect(chain.counters[0].restarts == 0)
    #expect(chain.counters[0].kept == 200)
    chain.close()
    #expect(World() == world)
  }

  private func work() throws {
    let batch = try Batch()
    for number in 1...UInt64(100) { _ = batch.appendRow(number: number) }
    try chain.process(batch) { #expect($0.keptCount == 100) }
  }

  /// What a plugin could change of this process.
  private struct World: Equatable {
    let folder = FileManager.default.currentDirectoryPath
    let mask = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?
      .firstMatch(of: /Umask:\s*(\d+)/).map { String($0.1) }
    let locale = setlocale(LC_ALL, nil).map { String(cString: $0) }
    let path = getenv("PATH").map { String(cString: $0) }
    let rounding = fegetround()
    /// A number that a thread with flush-to-zero cannot halve.
    let halfOfTheSmallest = Double.leastNormalMagnitude / 2
    let handlesFaults: Bool = {
      var action = sigaction()
      sigaction(SIGSEGV, nil, &action)
      return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != 0
    }()
  }
}
