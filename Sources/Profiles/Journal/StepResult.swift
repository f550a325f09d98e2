/// What one processor of a goal did in a run, since the run was last continued.
public struct StepResult: Sendable, Equatable, Codable {
  /// The plugin, or plugin and processor.
  public var name: String
  public var rowsIn: Int
  /// Those that it kept, and those that it made.
  public var rowsOut: Int
  public var filtered: Int
  public var rejected: Int
  /// How often its worker process had to be started again.
  public var restarts: Int
  public var seconds: Double

  public init(
    name: String, rowsIn: Int, rowsOut: Int, filtered: Int, rejected: Int, restarts: Int, seconds: Double
  ) {
    self.name = name
    self.rowsIn = rowsIn
    self.rowsOut = rowsOut
    self.filtered = filtered
    self.rejected = rejected
    self.restarts = restarts
    self.seconds = seconds
  }

  enum CodingKeys: String, CodingKey {
    case name, filtered, rejected, restarts, seconds
    case rowsIn = "rows_in"
    case rowsOut = "rows_out"
  }
}
