/// What is to be told of a run, to one recipient. It lies in the store until it is delivered.
public struct PendingNotification: Sendable, Equatable {
  public enum Channel: String, Sendable, CaseIterable {
    case email, webhook
  }

  /// Given by the store, ascending in the order of writing.
  public var id: Int64
  public var connection: String
  /// Nil where no run could begin.
  public var run: Int64?
  public var channel: Channel
  /// An e-mail address, or the address of a webhook.
  public var recipient: String
  /// Where the webhook's secret is found; never the secret.
  public var secret: String?
  /// The caller's, JSON as a rule; without anything that names a person whose profile the store keeps.
  public var content: String
  public var created: Timestamp
  public var tries: Int
  /// The next try; nil: it was given up.
  public var next: Timestamp?
  /// Why the last try failed.
  public var problem: String?

  public init(
    id: Int64 = 0, connection: String, run: Int64?, channel: Channel, recipient: String, secret: String? = nil,
    content: String, created: Timestamp, tries: Int = 0, next: Timestamp?, problem: String? = nil
  ) {
    self.id = id
    self.connection = connection
    self.run = run
    self.channel = channel
    self.recipient = recipient
    self.secret = secret
    self.content = content
    self.created = created
    self.tries = tries
    self.next = next
    self.problem = problem
  }
}

/// A recipient who was told that goals of a connection failed, and is owed the news that they work again.
public struct FailureNotice: Sendable, Equatable {
  public var connection: String
  public var channel: PendingNotification.Channel
  public var recipient: String
  /// Those that have not worked since.
  public var goals: [String]

  public init(connection: String, channel: PendingNotification.Channel, recipient: String, goals: [String]) {
    self.connection = connection
    self.channel = channel
    self.recipient = recipient
    self.goals = goals
  }
}
