/// Which identifier an Iterable project is keyed by. Fixed for the life of a project.
public enum ProjectType: String, Sendable, CaseIterable, Codable {
  case email
  case userID = "userid"
  case hybrid
}

/// Everything that decides how a sandbox behaves. Two sandboxes of equal configuration hold equal seeded data.
public struct SandboxConfiguration: Sendable {
  /// The address to listen on. Loopback unless a person says otherwise: the sandbox is not hardened.
  public var host = "127.0.0.1"
  /// 0 lets the system choose a free port.
  public var port = 0
  /// The keys that are let in.
  public var apiKeys = ["sandbox-key"]
  public var projectType = ProjectType.email
  public var projectID = 2158

  /// Chooses the seeded subscribers; see `SubscriberGenerator`.
  public var seed: UInt64 = 1
  /// How many subscribers the project is born with. They are generated while they are sent, so any number is cheap.
  public var subscriberCount = 1_000
  /// Leaves out the dirt (odd spelling, invalid e-mails, duplicates, missing fields) that real projects carry.
  public var clean = false

  /// Keeps the published limit of each endpoint, as a leaky bucket, and answers 429 above it.
  public var enforcesRateLimits = false
  /// Adds `Retry-After` to a 429. Recorded answers of Iterable do not have it.
  public var sendsRetryAfter = false
  /// Holds the sandbox's clock, so that time passes only by `POST /sandbox/clock`.
  public var stopsClock = false
  /// Seconds between the acceptance of a write and its being seen by reads and exports.
  public var visibilityDelaySeconds = 0.0
  /// A larger request body is refused with 413.
  public var maximumBodyBytes = 4 * 1024 * 1024
  /// Whether unknown data fields are added where a request does not say (`createNewFields`).
  public var createsNewFields = true

  /// An export job starts a new file when one has reached this size.
  public var exportFileBytes = 10 * 1024 * 1024
  /// How many files of an export job one answer lists.
  public var exportFilesPerPage = 10
  /// Seconds before the address of an export file expires.
  public var exportFileLifetimeSeconds = 30.0 * 60
  /// Seconds that an export job stays `enqueued`, and then again `running`.
  public var exportJobStepSeconds = 0.0
  /// Puts a running export job back to `enqueued` for a step, once, as Iterable may when it restarts.
  public var restartsExportJobs = false
  /// Ends an export job after this many bytes with `exportTruncated: true`.
  public var exportTruncationBytes: Int?

  /// What shall go wrong, in this order; more can be added while the sandbox runs (`POST /sandbox/faults`).
  public var faults: [Fault] = []

  public init() {}
}
