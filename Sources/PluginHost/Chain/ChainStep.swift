import Records

/// One processor of a chain with its configuration.
public struct ChainStep: Sendable {
  public var reference: ProcessorReference
  /// Validated by ``ConfigSchema``, defaults filled in.
  public var config: JSONValue
  public var placement: Placement
  /// What the plugin may do of the system in a worker.
  public var grant: PluginGrant
  /// Seconds that one call on one batch may take in a worker.
  public var timeout: Double
  /// Seconds that a worker may take to load the plugin, and its ``timeout`` at least to create an instance.
  public var startTimeout = 5.0
  /// Records of a run that may fail in this step before the chain gives up.
  public var maximumFailures: Int
  /// Rows pass it unchanged, nothing is loaded; the steps behind it keep their numbers.
  public var isPassedOver = false

  public init(
    reference: ProcessorReference, config: JSONValue, placement: Placement = .worker,
    grant: PluginGrant = .nothing, timeout: Double = 10, maximumFailures: Int = 32
  ) {
    self.reference = reference
    self.config = config
    self.placement = placement
    self.grant = grant
    self.timeout = timeout
    self.maximumFailures = maximumFailures
  }

  /// What to tell with a failure in a worker: what the plugin declares to need and does not get; nil where that is nothing.
  var withheld: String? {
    let withheld = reference.plugin.capabilities.subtracting(placement == .worker ? grant.capabilities : .all).names
    guard !withheld.isEmpty else { return nil }
    return
      "it declares \(withheld.joined(separator: " and ")), which \(withheld.count == 1 ? "is" : "are") not granted: "
      + "millrace plugin grant \(reference.plugin.id)"
  }

  /// The grant, the files that the configuration names, since the operator wrote them there, and a manifest's library.
  var effectiveGrant: PluginGrant {
    let folders = grant.capabilities.contains(.files) ? grant.folders : []
    return PluginGrant(
      capabilities: grant.capabilities, folders: folders + reference.schema.files(in: config) + reference.libraryFiles)
  }
}
