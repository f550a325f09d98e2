import Foundation
import IterableAPI

/// Shows that a run goes on in a process that lives, and takes the wish that it be cancelled.
///
/// A file beside the run's downloads, locked as long as the run goes on: the lock goes with the process, however it ends,
/// so no number of a process has to be trusted, and one run of a service can be ended alone. Whoever wants the run to end
/// writes into the file.
public final class RunMark: Sendable {
  private let descriptor: Int32
  private let path: String
  private let over = DispatchSemaphore(value: 0)

  /// Seconds after which a wish is seen at the latest.
  private static let pause = 0.25

  /// `cancellation` is cancelled when somebody wishes so, until ``end()``. Nil where the file cannot be made.
  init?(run: Int64, in folder: URL, _ cancellation: Cancellation) {
    path = Self.path(run, folder)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    // Others hold it for a moment only, to see that nobody does.
    guard flock(descriptor, LOCK_EX) == 0, ftruncate(descriptor, 0) == 0 else {
      close(descriptor)
      return nil
    }
    _ = WorkThread(name: "mark") { [descriptor, over] in
      while over.wait(timeout: .now() + Self.pause) == .timedOut {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else { continue }
        cancellation.cancel()
        over.wait()
        break
      }
      close(descriptor)
    }
  }

  /// The run is over.
  func end() {
    unlink(path)
    over.signal()
  }

  /// Whether the run goes on, in this process or another.
  public static func isHeld(run: Int64, in folder: URL) -> Bool { withHeld(run, folder) { _ in } }

  /// Asks for the run's end at its next safe place. False where it does not go on.
  public static func requestCancellation(of run: Int64, in folder: URL) -> Bool {
    withHeld(run, folder) { descriptor in _ = write(descriptor, "cancel\n", 7) }
  }

  private static func withHeld(_ run: Int64, _ folder: URL, _ body: (Int32) -> Void) -> Bool {
    let descriptor = open(path(run, folder), O_RDWR | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return false }
    body(descriptor)
    return true
  }

  /// The run whose mark the file is; nil where it is none.
  static func run(markedBy file: URL) -> Int64? {
    file.lastPathComponent.wholeMatch(of: /run-(\d+)\.running/).flatMap { Int64($0.1) }
  }

  private static func path(_ run: Int64, _ folder: URL) -> String {
    folder.appending(path: "run-\(run).running", directoryHint: .notDirectory).path(percentEncoded: false)
  }
}
