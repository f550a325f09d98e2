/// What went wrong with a batch or a file of records.
public struct RecordsError: Error, CustomStringConvertible, Sendable, Equatable {
  public enum Code: String, Sendable {
    /// The system gave no memory.
    case memory
    /// A batch holds no more fields or bytes.
    case batchFull = "batch_full"
    /// A file could not be read.
    case file
  }

  public let code: Code
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
