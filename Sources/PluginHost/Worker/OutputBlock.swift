import CPluginCall
import CWorker

/// The memory that a processor's calls write to. Shared with the worker where there is one.
package final class OutputBlock {
  package let block: UnsafeMutablePointer<mrp_output>
  let descriptor: Int32

  package init() throws {
    var descriptor: Int32 = -1
    guard let block = mrp_map_output(&descriptor), mrw_fix_size(descriptor) == 0 else {
      throw PluginHostError(.memory, "no memory for a processor's output: \(lastSystemError())")
    }
    self.block = block
    self.descriptor = descriptor
  }

  deinit { mrp_unmap_output(block, descriptor) }

  /// Where texts of requests and replies are.
  package var texts: UnsafeMutableRawBufferPointer {
    let start = Int(MRP_OUTPUT_START)
    return UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(block) + start, count: Int(MRP_OUTPUT_BYTES) - start)
  }
}
