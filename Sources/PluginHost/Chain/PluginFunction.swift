import CPluginCall

/// What of a plugin is called, and so what its answer may change.
package enum PluginFunction: UInt32, Sendable {
  case processor = 0
  /// Of an event type: rejects events.
  case validate = 1
  /// Of an event type: writes `@summary`.
  case summarise = 2
}
