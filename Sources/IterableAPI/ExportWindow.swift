import Foundation

/// What an export holds, by the names that goals use for it.
public enum ExportDataType: String, Sendable {
  case user, purchase, customEvent
}

/// How an export is asked for.
public enum ExportMode: Sendable {
  /// One long answer; cut windows are asked for again in halves.
  case synchronous
  /// A job at Iterable whose files are fetched as they appear.
  case job
}

/// From `start` on, before `end`, in whole seconds.
public struct ExportWindow: Sendable, Equatable {
  public var start: Date
  public var end: Date

  /// Widened to whole seconds: Iterable's windows have no fractions.
  public init(start: Date, end: Date) {
    self.start = Date(timeIntervalSince1970: start.timeIntervalSince1970.rounded(.down))
    self.end = Date(timeIntervalSince1970: end.timeIntervalSince1970.rounded(.up))
  }

  /// Everything up to a moment.
  public static func all(until end: Date) -> ExportWindow {
    ExportWindow(start: Date(timeIntervalSince1970: 0), end: end)
  }
}

/// What a download put into its spool file.
public struct DownloadResult: Sendable, Equatable {
  /// Size of the spool file.
  public var bytes: Int64 = 0
  /// Answers that the file was put together from.
  public var files = 0
  /// Windows that the export was asked for in; more than one after halving.
  public var windows = 0
}

/// Called on the transport's thread with the bytes of the spool so far, some ten times a second; must return at once.
public typealias DownloadProgress = @Sendable (Int64) -> Void
