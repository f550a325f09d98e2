import CPluginCall
import Logging
import Records

/// An instance in this process. What its code does besides its output, it does to Millrace: it is for trusted files.
/// Its calls have no deadline, since a call that hangs cannot be ended without ending the process.
final class InProcessInstance: ProcessorInstance {
  let output: OutputBlock
  private var functions = mrp_functions()
  private let view: OpaquePointer
  private let host: UnsafeMutablePointer<mr_host>
  private let log: PluginLog
  private var isOpen = true

  /// Loads the file where it is not, and creates the instance. Throws ``PluginHostError``.
  init(_ step: ChainStep, log: PluginLog) throws {
    let library = try InProcessLibrary.load(step.reference.file)
    let id = step.reference.processor.id
    guard mrp_find(library.plugin, step.reference.function.rawValue, id, UInt64(id.utf8.count), &functions) else {
      throw PluginHostError(.notFound, "plugin \(step.reference.label) offers no '\(id)'")
    }
    guard let view = mrp_make_view() else { throw PluginHostError(.memory, "no memory for a processor") }
    self.view = view
    self.log = log
    output = try OutputBlock()
    let host = makeHost(log: log)
    self.host = host
    var error = mr_error()
    var config = step.config.text
    let status = config.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        mrp_create(&functions, host, mr_text(data: $0.baseAddress, length: UInt64($0.count)), &error)
      }
    }
    guard status == MR_OK else {
      isOpen = false
      throw PluginHostError(create: step, failure: .status(status, error: error))
    }
  }

  deinit {
    close()
    mrp_free_view(view)
    host.deallocate()
  }

  func call(_ call: ProcessorCall, on batch: Batch, range: mrp_range, now: Int64, timeout: Double)
    throws(ProcessorFailure)
  {
    var error = mr_error()
    let function = call == .process ? functions.process : functions.finish
    let status = mrp_call(view, function, functions.instance, batch.region, range, output.block, now, &error)
    guard status == MR_OK else { throw .status(status, error: error) }
  }

  func recover(from failure: ProcessorFailure) -> Bool { false }

  func close() {
    guard isOpen else { return }
    isOpen = false
    mrp_destroy(&functions)
  }
}
