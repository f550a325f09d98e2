import Connections
import EventTypes
import Profiles

extension Visit {
  /// Changes what the store has beside connections.
  var editor: StoreEditor { StoreEditor(workspace.library) }

  /// The event types that plugins offer.
  func offeredEventTypes() throws -> [EventType] {
    try workspace.installation.catalogue.scan().compactMap(\.plugin).flatMap { $0.eventTypes.map(\.type) }
  }

  /// Does `body` and goes to `path`, or to `other` with what went wrong.
  func redirect(_ path: String, or other: String, _ notice: Notice, _ body: () throws -> Void) throws -> Answer {
    do {
      try body()
    } catch {
      return .redirect(other, notice: .failed(ConsoleError(describing: error).description.sentence))
    }
    return .redirect(path, notice: notice)
  }
}
