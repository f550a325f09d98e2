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

  private static let shortestSeconds = 60.0

  /// The two halves, in whole seconds; nil when they would be shorter than a minute.
  var halves: [ExportWindow]? {
    let half = (end.timeIntervalSince(start) / 2).rounded(.down)
    guard half >= ExportWindow.shortestSeconds else { return nil }
    let middle = start.addingTimeInterval(half)
    return [ExportWindow(start: start, end: middle), ExportWindow(start: middle, end: end)]
  }

  var startText: String { ExportWindow.text(start) }
  var endText: String { ExportWindow.text(end) }

  /// `yyyy-MM-dd HH:mm:ss +00:00`.
  private static func text(_ date: Date) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
    return String(
      format: "%04d-%02d-%02d %02d:%02d:%02d +00:00", parts.year!, parts.month!, parts.day!, parts.hour!, parts.minute!,
      parts.second!)
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
