import Foundation
import Testing

/// Nothing that was released has changed.
@Suite struct ABIGateTests {
  @Test func `there is something to compare with`() throws {
    #expect(Headers.versions.contains("1.0"))
    let layout = try Layout(include: Headers.released("1.0"))
    #expect(layout.structs["mr_batch"]?.members.count == 19)
    #expect(layout.structs["mr_cell"]?.members.map(\.name).suffix(4) == ["as", "as.integer", "as.number", "as.offset"])
    #expect(layout.constants["MR_NO_PARENT"] == "4294967295")
    #expect(layout.symbols.count == 2)
  }

  @Test(arguments: Headers.versions)
  func `all that was released is where it was`(version: String) throws {
    let released = try Layout(include: Headers.released(version))
    #expect(try Layout(include: Headers.present).refusals(since: released) == [])
  }

  @Test(
    .enabled(if: AbiDiff.isInstalled, "abidiff is not installed (apt install abigail-tools)"),
    arguments: Headers.versions)
  func `abidiff finds nothing`(version: String) throws {
    #expect(try AbiDiff.refusals(of: Headers.present, since: Headers.released(version)) == [])
  }
}
