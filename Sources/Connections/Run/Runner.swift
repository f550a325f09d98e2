import Foundation
import IterableAPI
import Profiles

/// Runs connections. Any thread; one run of a connection at a time; calls block until the run is over.
public final class Runner: Sendable {
  public let installation: Installation

  public init(_ installation: Installation) {
    self.installation = installation
  }

  /// Runs the connection's goals, imports before exports, and answers the run as it is recorded.
  ///
  /// A run that was interrupted, by a crash or a power cut, is continued first: under its own number, with the goals it
  /// was started with, from the last committed row. That goals failed or records were rejected is not thrown; it is in the
  /// run's state, messages and counters. A dry run is recorded nowhere and has the number 0.
  ///
  /// Throws ``ConnectionsError`` (`nothingToRun`, `unknownName`, `secret`), ``ProfilesError`` where the store fails, and
  /// ``PluginHostError`` where a step's plugin is missing or does not take its configuration.
  public func run(
    _ connection: Connection, _ options: RunOptions = RunOptions(), cancellation: Cancellation = Cancellation(),
    progress: (RunProgress) -> Void = { _ in }
  ) throws -> Run {
    fatalError("skeleton")
  }
}
