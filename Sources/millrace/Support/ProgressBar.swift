import Connections
import Foundation
import Records

/// A line on the terminal that shows how far a run is; silent where nobody watches.
final class ProgressBar {
  private var shown = false
  private var lastShown = Date.distantPast
  private let isVisible: Bool
  /// The progress may come on another thread.
  private let served = ServedCommand.current

  init(isVisible: Bool = Terminal.isInteractive) { self.isVisible = isVisible }

  func show(_ progress: RunProgress) {
    guard isVisible, Date().timeIntervalSince(lastShown) > 0.1 else { return }
    lastShown = Date()
    shown = true
    ServedCommand.on(served) { Terminal.write("\r\u{1B}[K" + Self.line(progress), to: STDERR_FILENO) }
  }

  /// Takes the line away.
  func clear() {
    if shown { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
    shown = false
  }

  /// `subscribers  importing  [########------------]  40 %  12,345 rows  45,000/s  ETA 0:12`
  static func line(_ progress: RunProgress) -> String {
    var line = "\(progress.goal)  \(progress.stage.rawValue)  "
    let done = progress.bytes > 0 ? Double(progress.bytes) : Double(progress.rows)
    if let total = progress.total, total > 0 {
      let share = min(1, done / Double(total))
      let filled = Int(share * 20)
      line += "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled) + "]  "
      line += "\(Int(share * 100)) %  "
    }
    if progress.stage == .downloading {
      line += "\(Int(progress.bytes >> 20).grouped) MB"
    } else {
      line += "\(progress.rows.grouped) rows  \(Int(progress.rowsPerSecond).grouped)/s"
    }
    if let total = progress.total, done > 0, progress.secondsElapsed > 1 {
      let left = Int(progress.secondsElapsed * max(0, Double(total) - done) / done)
      line += "  ETA \(left / 60):" + (left % 60 < 10 ? "0" : "") + "\(left % 60)"
    }
    return line
  }
}
