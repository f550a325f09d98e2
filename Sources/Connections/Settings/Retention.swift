import YAMLReading

/// How long, and how much of, what happened is remembered.
public struct Retention: Sendable, Equatable {
  /// Days after which a run, its rejects and its log go, unless it is among the newest of its connection.
  public var runsDays = 400
  /// Runs of each connection that stay, however old.
  public var runsPerConnection = 1000
  /// Days after which payloads and records of rejects go; that something was rejected, and why, stays as long as the run.
  public var recordsDays = 30
  /// Rejects of one goal and run that are kept; the others are counted.
  public var rejectsPerGoal = 100_000
  /// Megabytes of rejected records that are kept of one goal and run, to be tried again.
  public var recordsMegabytesPerGoal = 64

  public init() {}
}

// MARK: - Reading

extension Retention {
  static func read(_ reader: MappingReader) -> Retention {
    var retention = Retention()
    func read(_ key: String, _ sentence: String, in range: ClosedRange<Int>, _ field: WritableKeyPath<Retention, Int>) {
      let usual = retention[keyPath: field]
      retention[keyPath: field] =
        reader.integer(key, "\(sentence); \(usual).", in: range, meaning: .integer(Int64(usual))) ?? usual
    }
    read("runs_days", "Days after which a run, its rejects and its log go", in: 0...36_500, \.runsDays)
    read(
      "runs_per_connection", "The last runs of each connection stay, however old", in: 1...1_000_000,
      \.runsPerConnection)
    read(
      "records_days", "Days after which the values of rejects go, and the records kept for a retry", in: 0...36_500,
      \.recordsDays)
    read(
      "rejects_per_goal", "So many rejects of one goal and run are kept, the others counted", in: 1...100_000_000,
      \.rejectsPerGoal)
    read(
      "records_megabytes_per_goal", "So much of rejected records is kept for a retry, of one goal and run",
      in: 0...1_000_000, \.recordsMegabytesPerGoal)
    return retention
  }
}
