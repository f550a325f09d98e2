import YAMLReading
import Yams

/// Who is told of a run by e-mail.
public struct Notifications: Sendable, Equatable {
  public enum When: String, Sendable, CaseIterable {
    case everyRun = "every_run"
    case failure
  }

  public var when: When
  public var to: [String]

  static func read(_ reader: MappingReader) -> Notifications {
    let notifications = Notifications(
      when: reader.choice("when", "After which runs: every_run or failure.", default: .failure),
      to: reader.texts("to", "E-mail addresses."))
    if notifications.to.isEmpty { reader.diagnostics.error(at: reader.node, "'notifications' has no address in 'to'") }
    for address in reader.value("to")?.sequence ?? [] {
      guard let text = address.string, text.wholeMatch(of: /[^@\s]+@[^@\s]+\.[^@\s]+/) == nil else { continue }
      reader.diagnostics.error(at: address, "'\(text)' is not an e-mail address")
    }
    return notifications
  }
}
