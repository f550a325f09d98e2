import Foundation

extension IterableClient {
  /// Writes all rows of a window to `spool`, one JSON object a line, unsorted; the file is there only when it is whole.
  /// - Parameter onlyFields: nothing means every field.
  public func export(
    _ dataType: ExportDataType, window: ExportWindow, onlyFields: [String] = [], to spool: URL,
    mode: ExportMode = .synchronous, progress: DownloadProgress? = nil
  ) throws -> DownloadResult { fatalError("to come") }
}
