import Connections
import Foundation
import Profiles
import YAMLReading

/// What holds for the whole installation.
struct SettingsPage: Page {
  static let template = "settings"
  let title = "Settings"
  let section = "/settings"

  struct Option: Sendable {
    var name: String
    var of: String
    var sentence: String
  }

  struct Message: Sendable {
    var id: String
    var connection: String
    var to: String
    var state: String
    var next: Moment?
  }

  let text: String
  let file: String
  let options: [Option]
  let problems: [FormProblem]
  let hasProblems: Bool
  let messages: [Message]
  let hasMessages: Bool
  let connections: [String]
  let hasConnections: Bool
  let reasons: [String]
  let isReady: Bool

  init(
    text: String, file: String, problems: [FormProblem] = [], messages: [PendingNotification], connections: [String],
    reasons: [String], now: Date
  ) {
    self.text = text
    self.file = file
    options = Settings.options.map { Option(name: $0.key, of: $0.of, sentence: $0.sentence) }
    self.problems = problems
    hasProblems = !problems.isEmpty
    self.messages = messages.map { message in
      Message(
        id: String(message.id), connection: message.connection, to: message.recipientShown,
        state: message.next == nil ? "given up" : "waits", next: message.next.map { Moment($0.date, now: now) })
    }
    hasMessages = !messages.isEmpty
    self.connections = connections
    hasConnections = !connections.isEmpty
    self.reasons = reasons.map(\.sentence)
    isReady = reasons.isEmpty
  }
}
