import Foundation
import Testing

/// Which files a worker opens for the dynamic linker because a plugin names them.
@Suite struct LinkerFilesTests {
  /// What a worker would open for a plugin that is linked with one library, whose file is then of another type.
  private func opened(type: UInt8) throws -> (library: String, opened: [String]) {
    let folder = try TestPlugins.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let library = folder.appendingPathComponent("bundled")
    let plugin = folder.appendingPathComponent("plugin.so").path
    let lists = folder.appendingPathComponent("lists").path
    // A soname with a slash in it is a path, for the linker too.
    try TestPlugins.compile(
      "bundled_library", to: library.path, options: ["-shared", "-fPIC", "-DVERSION=1", "-Wl,-soname,\(library.path)"])
    try TestPlugins.compile(
      "bundles", to: plugin,
      options: ["-shared", "-fPIC", "-DVERSION=1", "-DFIELD=\"x\"", "-Wl,--no-as-needed", library.path])
    let sandbox = TestPlugins.root.appendingPathComponent("Sources/CWorker").path
    try TestPlugins.compile("lists_libraries", to: lists, options: ["-I", sandbox, "\(sandbox)/linker_files.c"])
    var bytes = try Data(contentsOf: library)
    bytes[16] = type
    try bytes.write(to: library)
    return (library.path, try TestPlugins.run(lists, [plugin]).split(separator: "\n").map(String.init))
  }

  @Test func `a library that a plugin brings along is opened`() throws {
    let (library, opened) = try opened(type: 3)
    #expect(opened == [library])
  }

  @Test func `a core dump, which is ELF and holds what a process knew, is not`() throws {
    #expect(try opened(type: 4).opened == [])
  }
}
