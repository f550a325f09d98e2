import Foundation
import Records

extension IterableClient {
  /// Writes all rows of a window to `spool`, one JSON object a line, unsorted; the file is there only when it is whole.
  /// - Parameter onlyFields: nothing means every field.
  public func export(
    _ dataType: ExportDataType, window: ExportWindow, onlyFields: [String] = [], to spool: URL,
    mode: ExportMode = .synchronous, progress: DownloadProgress? = nil
  ) throws -> DownloadResult {
    guard window.start < window.end else {
      throw IterableError(.configuration, "the export's window ends before it starts")
    }
    let spool = try SpoolFile(replacing: spool)
    defer { spool.discard() }
    var export = Export(
      client: self, dataType: dataType, onlyFields: onlyFields, spool: spool, progress: progress)
    switch mode {
    case .synchronous: try export.fetch(window)
    case .job: try export.runJob(window)
    }
    try spool.commit()
    export.result.bytes = spool.size
    return export.result
  }
}

/// One export on its way into one spool, window by window.
struct Export {
  /// More halvings than this mean that the size is not the trouble.
  private static let deepestHalving = 20

  let client: IterableClient
  let dataType: ExportDataType
  let onlyFields: [String]
  let spool: SpoolFile
  let progress: DownloadProgress?
  var result = DownloadResult()

  /// Fetches the window in one answer; when that breaks twice, in halves, one after the other.
  mutating func fetch(_ window: ExportWindow, depth: Int = 0) throws {
    let halves = depth < Export.deepestHalving ? window.halves : nil
    var call = IterableClient.Call(endpoint: .exportData)
    call.query =
      [
        ("dataTypeName", dataType.rawValue), ("startDateTime", window.startText), ("endDateTime", window.endText),
      ] + onlyFields.map { ("onlyFields", $0) }
    call.spool = spool
    call.progress = progress
    call.receivesRows = true
    call.triesOfBrokenAnswer = halves == nil ? nil : 2
    let start = spool.size
    do {
      _ = try client.send(call)
    } catch let error as IterableError where error.breaksAnswer && halves != nil {
      try spool.rollBack(to: start)
      for half in halves! { try fetch(half, depth: depth + 1) }
      return
    }
    try spool.endLine()
    result.files += 1
    result.windows += 1
  }
}
