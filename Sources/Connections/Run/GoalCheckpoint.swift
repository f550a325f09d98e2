import Foundation
import Profiles

/// What the store keeps of a goal between runs and, while one is under way, of how far it is.
struct GoalCheckpoint: Codable, Equatable {
  /// The end of the last imported window; the next one overlaps it.
  var windowEnd: Date?
  /// Which events the last finished export was about; nil: none.
  var eventScope: String?
  /// The properties that runs of an import goal write, by its mappings of then.
  var written: [String]?
  /// The same for what else an import reads, by the names of the sources; nil: nothing yet.
  var windowEnds: [String: Date]?
  /// The run that is at work on the goal; nil between runs.
  var work: Work?

  struct Work: Codable, Equatable {
    var run: Int64
    var full: Bool
    /// Nil: no.
    var allowsRemovals: Bool?
    /// The path of the file that an import reads instead of a download.
    var file: String?
    /// What that file was when the run began to read it.
    var fileVersion: String?
    /// The run whose rejected records are tried again; nil: none.
    var retryOf: Int64?
    /// The key of the pass that an import is at; nil: its subscribers.
    var pass: String?
    /// The pass's window, once it is fixed.
    var window: Window?
    /// How far the pass's spool file is applied.
    var position = Position()
    /// The last profile that an export decided about.
    var profile: Int64 = 0

    init(run: Int64, _ options: RunOptions) {
      self.run = run
      full = options.full
      if options.allowsRemovals { allowsRemovals = true }
      retryOf = options.retryOf
      file = options.file?.path(percentEncoded: false)
    }
  }

  /// What a run has to do on a goal at its start. A checkpoint of another run's work means nothing to it.
  static func work(of run: Int64, _ options: RunOptions, in checkpoint: GoalCheckpoint) -> Work {
    if let work = checkpoint.work, work.run == run { return work }
    return Work(run: run, options)
  }

  struct Window: Codable, Equatable {
    /// Nil: from the beginning of time.
    var start: Date?
    var end: Date
  }

  struct Position: Codable, Equatable {
    var byte: UInt64 = 0
    var nextNumber: UInt64 = 1
  }

  /// Two windows share this much: Iterable's exports lag behind its writes.
  static let overlapSeconds: TimeInterval = 3600

  init() {}

  /// An unreadable checkpoint is no checkpoint: the goal then reads everything again, which is safe.
  init(_ text: String?) {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    self = text.flatMap { try? decoder.decode(GoalCheckpoint.self, from: Data($0.utf8)) } ?? GoalCheckpoint()
  }

  var text: String {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = .sortedKeys
    return String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self)
  }
}

extension ProfileReader {
  func goalCheckpoint(_ goal: GoalReference) throws -> GoalCheckpoint { GoalCheckpoint(try checkpoint(goal)) }
}
