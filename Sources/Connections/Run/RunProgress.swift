import Profiles

/// How far a goal is; given some times a second, on the thread that called the run.
public struct RunProgress: Sendable {
  public enum Stage: String, Sendable {
    /// From Iterable to the spool file.
    case downloading
    /// From the spool file to the store.
    case importing
    /// Which profiles have something new to send.
    case deciding
    /// To Iterable.
    case delivering
  }

  public var goal: String
  public var stage: Stage
  /// Records so far: those read by an import, those looked at or acknowledged by an export.
  public var rows: Int
  /// Bytes so far, of the download or of the spool file; 0 for an export.
  public var bytes: Int64
  /// What `bytes`, or for an export `rows`, will come to; nil where nobody knows.
  public var total: Int64?
  public var secondsElapsed: Double
  public var counters: Counters

  public var rowsPerSecond: Double { secondsElapsed > 0 ? Double(rows) / secondsElapsed : 0 }
}
