import Foundation
import PluginHost

/// What plugins are built with, headers and templates.
enum SDKFolder {
  /// `SDK` beside the program, where `make install` puts it, or in a folder above, where it is in the sources that the
  /// program was built from. Throws ``PluginHostError`` with code `file` where there is none.
  static func find() throws -> URL {
    let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    var folder = executable
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let sdk = folder.appendingPathComponent("SDK", isDirectory: true)
      if FileManager.default.fileExists(atPath: sdk.appendingPathComponent("include/millrace/plugin.h").path) {
        return sdk
      }
    }
    throw PluginHostError(
      .file, "there is no folder SDK beside \(executable.path), or above it", hint: "'make install' puts it there")
  }
}
