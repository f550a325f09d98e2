import Foundation
import Fuzzing
import Records
import Testing

@testable import PluginChecks

/// Whatever stands in a file: it is read, or refused in words.
@Suite struct ELFFuzzTests {
  @Test func `changed and cut files are read or refused`() throws {
    let good = Array(try Data(contentsOf: try Subject.build("fuzzed")))
    _ = try ELFFile(good)
    var random = SeededGenerator(seed: 20_261_123)
    var tally = FuzzTally("shared objects", usual: 1_000)
    // The headers, the tables behind them, and those at the end decide most.
    let sections = Int(good[40]) | Int(good[41]) << 8
    for _ in 0..<tally.rounds {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place =
          switch Int.random(in: 0..<4, using: &random) {
          case 0: Int.random(in: 4..<64, using: &random)
          case 1: Int.random(in: 64..<1200, using: &random)
          case 2: Int.random(in: sections..<bytes.count, using: &random)
          default: Int.random(in: 0..<bytes.count, using: &random)
          }
        bytes[place] = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(
          using: &random)!
      }
      if Int.random(in: 0..<10, using: &random) == 0 {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      }
      do {
        let elf = try ELFFile(bytes)
        _ = (elf.language, elf.constructorCount, elf.searchPaths, elf.imports, elf.debugBytes)
        tally.accept()
      } catch is ELFError {
        tally.refuse()
      }
    }
    tally.report()
    #expect(tally.accepted > 80 && tally.refused > 80, "\(tally.accepted) read, \(tally.refused) refused")
  }
}
