import CPluginCall
import CWorker
import Foundation
import Records

/// A worker process with a plugin loaded in it. Thread: one at a time.
package final class WorkerProcess {
  /// What a plugin may use of memory, in bytes.
  static let memory: UInt64 = 2 << 30
  /// Bytes that a description may take.
  private static let descriptionLimit = 32 << 20
  /// Seconds that a plugin may take to load, and to describe itself.
  static let loadTimeout = 5.0

  package let output: OutputBlock
  private var worker = mrw_worker()
  /// Parts of its sandbox that this kernel lacks; known once it has loaded the plugin.
  private(set) var missing: [SandboxPart] = []
  private let log: PluginLog?

  /// Starts it and waits until the plugin is loaded. All folders of the grant are readable, whatever its capabilities.
  /// Throws ``PluginHostError``.
  convenience init(
    _ executable: WorkerExecutable, file: PluginFile, output: OutputBlock, log: PluginLog?,
    grant: PluginGrant = .nothing, timeout: Double = WorkerProcess.loadTimeout
  ) throws {
    try self.init(starting: executable, file: file, output: output, log: log, grant: grant)
    do {
      try waitUntilLoaded(file, timeout: timeout)
    } catch let failure as ProcessorFailure {
      throw PluginHostError(.load, "\(file.name) \(failure.phrase), while it was loaded", culprit: file.sha256)
    }
  }

  /// Starts it; ``waitUntilLoaded(_:timeout:)`` comes next. Throws ``PluginHostError``.
  package init(
    starting executable: WorkerExecutable, file: PluginFile, output: OutputBlock, log: PluginLog?, grant: PluginGrant
  ) throws {
    self.output = output
    self.log = log
    let readable = grant.folders.map { strdup($0) }
    defer { for path in readable { free(path) } }
    let result = readable.map { UnsafePointer($0) }.withUnsafeBufferPointer {
      var grant = mrw_grant(
        capabilities: grant.capabilities.rawValue, readable_count: UInt32($0.count), readable: $0.baseAddress)
      return mrw_start(&worker, executable.path, file.descriptor, output.descriptor, Self.memory, &grant)
    }
    guard result == 0 else {
      throw PluginHostError(.worker, "cannot start \(executable.path): \(String(cString: strerror(result)))")
    }
  }

  /// Throws ``PluginHostError`` where the plugin is refused, ``ProcessorFailure`` where its process does not get there.
  package func waitUntilLoaded(_ file: PluginFile, timeout: Double) throws {
    let reply = try ask(nil, timeout: timeout)
    missing = SandboxPart.allCases.filter { reply.sandbox & $0.flag == 0 }
    for part in missing { log?.warn("this kernel lacks \(part.rawValue): \(part.consequence)") }
    guard reply.kind == MRW_READY else {
      stop(grace: 0)
      throw PluginHostError(loadStatus: reply.status, file: file, message: reply.text)
    }
  }

  deinit { stop(grace: 0) }

  /// The plugin's description as JSON.
  func describe() throws(ProcessorFailure) -> Data {
    var request = mrw_request(kind: MRW_DESCRIBE)
    let reply = try ask(&request, timeout: Self.loadTimeout)
    guard reply.status == MR_OK, reply.length <= Self.descriptionLimit else {
      throw .invalidOutput("its description is too long")
    }
    return Data(output.texts.prefix(Int(reply.length)))
  }

  /// Makes the instance of a processor; finds an event type's function.
  func create(_ function: PluginFunction, of id: String, config: String, timeout: Double) throws(ProcessorFailure) {
    var request = mrw_request(kind: MRW_CREATE)
    try put(function, of: id, config: config, into: &request)
    let reply = try ask(&request, timeout: timeout)
    guard reply.status == MR_OK else { throw .status(reply.status, error: reply.error) }
  }

  /// Makes the request one about a function and its configuration.
  package func put(
    _ function: PluginFunction, of id: String, config: String, into request: inout mrw_request
  ) throws(ProcessorFailure) {
    request.function = function.rawValue
    let id = Array(id.utf8)
    let text = Array(config.utf8)
    guard id.count + text.count <= output.texts.count else { throw .batchFull }
    output.texts.copyBytes(from: id)
    UnsafeMutableRawBufferPointer(rebasing: output.texts[id.count...]).copyBytes(from: text)
    request.id_length = UInt64(id.count)
    request.length = UInt64(text.count)
  }

  func call(_ call: ProcessorCall, on batch: Batch, range: mrp_range, now: Int64, timeout: Double)
    throws(ProcessorFailure)
  {
    var request = mrw_request(kind: call == .process ? MRW_PROCESS : MRW_FINISH)
    request.range = range
    request.now = now
    let reply = try ask(&request, about: batch, timeout: timeout)
    guard reply.status == MR_OK else { throw .status(reply.status, error: reply.error) }
  }

  /// Ends it; lets it put its instance away within `grace` seconds.
  package func stop(grace: Double) { _ = mrw_stop(&worker, Int64(grace * 1000), Self.tell, log?.context) }

  private static let tell: mrw_log = {
    PluginLog.of($0)?.line(level: $1, bytes: UnsafeRawBufferPointer(start: $2, count: Int($3)))
  }

  /// A worker that did not answer as it should is ended.
  package func ask(_ request: UnsafeMutablePointer<mrw_request>?, about batch: Batch? = nil, timeout: Double)
    throws(ProcessorFailure) -> mrw_reply
  {
    var reply = mrw_reply()
    let result = mrw_ask(
      &worker, request, batch?.descriptor ?? -1, Batch.capacity, Int64((timeout * 1000).rounded(.up)), &reply,
      log == nil ? nil : Self.tell, log?.context)
    switch result {
    case MRW_ANSWERED: return reply
    case MRW_TIMEOUT:
      stop(grace: 0)
      throw .timedOut(seconds: timeout)
    case MRW_NOT_LENT: throw .notLent(lastSystemError())
    case MRW_NONSENSE:
      stop(grace: 0)
      throw .invalidOutput("its worker's answer is none")
    default:
      // It is ending or has closed its end of the line; which of them, its status tells.
      let status = mrw_stop(&worker, 500, Self.tell, log?.context)
      var text = [CChar](repeating: 0, count: 64)
      mrw_spell_status(status, &text)
      throw .ended(text.withUnsafeBytes { String(foreignTerminated: $0) })
    }
  }
}

extension mrw_request {
  package init(kind: UInt32) {
    self.init()
    self.kind = kind
  }
}

extension mrw_reply {
  fileprivate var text: String { withUnsafeBytes(of: message) { String(foreignTerminated: $0) } }
}

extension PluginHostError {
  /// Why `mrp_load` refused a file.
  init(loadStatus: Int32, file: PluginFile, message: String) {
    let message = "\(file.name): \(message)"
    switch loadStatus {
    case MRP_NOT_A_PLUGIN:
      self.init(.notAPlugin, message, hint: "a plugin exports what millrace/plugin.h declares; MR_PLUGIN does it")
    case MRP_WRONG_ABI:
      self.init(.wrongABI, message, hint: "compile it with this Millrace's millrace/plugin.h")
    case MRP_BAD_DESCRIPTION: self.init(.description, message)
    default: self.init(.load, message)
    }
  }
}
