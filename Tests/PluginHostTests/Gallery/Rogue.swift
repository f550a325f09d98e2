import Testing

@testable import PluginHost

/// A misbehaving plugin, and what is to come of it.
struct Rogue: Sendable {
  /// Of ``records``, some of which are poison, in a chain behind an honest step.
  enum Verdict: Sendable {
    /// The poison records are rejected, alone, with these words behind the plugin's name.
    case costsThePoison(String)
    /// Every record passes, with the field that the processor writes; the worker is started anew as often or not at all.
    case costsNothing(restarts: Bool)
    /// Every record is either passed on or rejected with the plugin's name, none twice.
    case costsOnlyItself
    /// The goal stops: its first step is named, with these words behind the plugin's name.
    case stopsTheGoal(PluginHostError.Code, String)
    /// The file is listed as refused, with these words behind its name.
    case isRefused(PluginHostError.Code, String)
  }

  /// The processor, and in `rogues/loading` also the file.
  let name: String
  let source: String
  let verdict: Verdict
  var placement = Placement.worker
  var grant = PluginGrant.nothing
  /// Seconds that it gets for a call, and to be loaded and created.
  var timeout = 10.0
  var startTimeout = 5.0

  /// Few for one that is waited for, again and again, until its poison is found.
  var records: Int { timeout < 1 ? 8 : 300 }
  var poison: Set<Int> { timeout < 1 ? [3] : [1, 137, 300] }

  /// As ``TestPlugins`` compiles it.
  var plugin: String { source == "rogues/loading" ? "\(source):\(name)" : source }
  var processor: String { source == "rogues/loading" ? "rogue" : name }
  var label: String { processor == "rogue" ? "rogue 1.2.3" : "rogue/\(processor) 1.2.3" }
}

extension Rogue: CustomTestStringConvertible {
  var testDescription: String { "\(source)/\(name), \(placement.rawValue)" }
}
