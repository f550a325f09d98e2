import Records

/// One processor of a chain with its configuration.
public struct ChainStep: Sendable {
  public var reference: ProcessorReference
  /// Validated by ``ConfigSchema``, defaults filled in.
  public var config: JSONValue
  public var placement: Placement
  /// Seconds that one call on one batch may take in a worker.
  public var timeout: Double
  /// Records of a run that may fail in this step before the chain gives up.
  public var maximumFailures: Int

  public init(
    reference: ProcessorReference, config: JSONValue, placement: Placement = .worker, timeout: Double = 10,
    maximumFailures: Int = 32
  ) {
    self.reference = reference
    self.config = config
    self.placement = placement
    self.timeout = timeout
    self.maximumFailures = maximumFailures
  }
}
