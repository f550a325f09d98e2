import CPluginCall
import Logging
import Synchronization

/// A plugin that is loaded in this process, for good: a file's bytes are loaded once, and never unloaded.
final class InProcessLibrary: Sendable {
  /// Never freed, as the plugin is never unloaded.
  nonisolated(unsafe) let plugin: UnsafePointer<mrp_plugin>
  /// Its memory file stays open, so that no later one gets its name and the dynamic linker takes it for loaded.
  private let file: PluginFile

  private static let loaded = Mutex<[String: InProcessLibrary]>([:])
  /// Files that the linker took and Millrace did not: they are in this process too, and keep their names.
  private static let refused = Mutex<[PluginFile]>([])

  /// The library of these bytes. Runs the plugin's constructors and its entry function where it was not loaded yet; what
  /// they do to this process is done, which is why the file must be trusted. Throws ``PluginHostError``.
  static func load(_ file: PluginFile) throws -> InProcessLibrary {
    try loaded.withLock { loaded in
      if let library = loaded[file.sha256] { return library }
      let library = try InProcessLibrary(file)
      loaded[file.sha256] = library
      return library
    }
  }

  private init(_ file: PluginFile) throws {
    let plugin = UnsafeMutablePointer<mrp_plugin>.allocate(capacity: 1)
    var message = [CChar](repeating: 0, count: 512)
    // Lent for the life of the plugin, which is that of the process.
    let host = makeHost(log: nil)
    let status = mrp_load("/proc/self/fd/\(file.descriptor)", host, plugin, &message)
    guard status == MRP_LOADED else {
      plugin.deallocate()
      Self.refused.withLock { $0.append(file) }
      let text = message.withUnsafeBytes { String(foreignTerminated: $0) }
      throw PluginHostError(loadStatus: status, file: file, message: text)
    }
    self.plugin = UnsafePointer(plugin)
    self.file = file
  }
}

/// What a plugin sees of Millrace, on the heap. The log must outlive it.
func makeHost(log: PluginLog?) -> UnsafeMutablePointer<mr_host> {
  let host = UnsafeMutablePointer<mr_host>.allocate(capacity: 1)
  host.initialize(
    to: mrp_make_host(log?.context) { context, level, message in
      PluginLog.of(context)?.line(
        level: level,
        bytes: UnsafeRawBufferPointer(
          start: message.data, count: message.data == nil ? 0 : Int(clamping: message.length)))
    })
  return host
}
