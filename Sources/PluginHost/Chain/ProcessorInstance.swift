import CPluginCall
import Records

/// One instance of a processor, wherever it runs. A call leaves its answer in ``output``, unchecked.
///
/// Thread: one at a time.
protocol ProcessorInstance: AnyObject {
  var output: OutputBlock { get }

  /// `process` or `finish` on a range of the batch.
  func call(_ call: ProcessorCall, on batch: Batch, range: mrp_range, now: Int64, timeout: Double)
    throws(ProcessorFailure)

  /// Makes the instance anew after a failure that it may not have survived; false where it is as good as before.
  func recover(from failure: ProcessorFailure) throws -> Bool

  func close()
}

enum ProcessorCall {
  case process
  case finish
}

/// Why a call's answer is not used.
package enum ProcessorFailure: Error {
  /// The process ended: `SIGSEGV`, `exit status 1`.
  case ended(String)
  case timedOut(seconds: Double)
  case invalidOutput(String)
  /// The batch has no room for the answer.
  case batchFull
  /// Not the plugin's fault: the host could not lend it the batch.
  case notLent(String)
  /// The processor says so itself.
  case status(Int32, message: String)

  /// What it did, behind the plugin's name.
  package var phrase: String {
    switch self {
    case .ended(let how): how.hasPrefix("SIG") ? "crashed: \(how)" : "ended its process: \(how)"
    case .timedOut(let seconds): "did not answer within \(seconds.formatted()) s"
    case .invalidOutput(let what): "gave invalid output: \(what)"
    case .notLent(let why): "could not be lent a batch: \(why)"
    case .batchFull: "gave more than a batch can hold"
    case .status(MR_OUT_OF_MEMORY, let message) where message.isEmpty: "used up its output memory or a quota"
    case .status(_, let message): "failed: \(message.isEmpty ? "it gave no reason" : message)"
    }
  }
}

extension ProcessorFailure {
  /// From what a plugin left in its error struct.
  package static func status(_ status: Int32, error: mr_error) -> ProcessorFailure {
    .status(status, message: error.text)
  }
}

extension mr_error {
  /// The inline message.
  var text: String { withUnsafeBytes(of: message) { String(foreignTerminated: $0) } }
}
