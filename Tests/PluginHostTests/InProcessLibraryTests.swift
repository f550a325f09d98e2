import Testing

@testable import PluginHost

@Suite struct InProcessLibraryTests {
  /// The linker knows a library by its name, which is a descriptor's number here.
  @Test func `a refused file does not lend its name to the next one`() throws {
    let first = #expect(throws: PluginHostError.self) {
      try InProcessLibrary.load(PluginFile(reading: TestPlugins.path("rogues/loading:wrong-major")))
    }
    #expect(first?.code == .wrongABI)
    let second = #expect(throws: PluginHostError.self) {
      try InProcessLibrary.load(PluginFile(reading: TestPlugins.path("no_entry")))
    }
    #expect(second?.code == .notAPlugin)
  }
}
