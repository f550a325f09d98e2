import ArgumentParser
import PluginHost

/// Where a plugin that is being written is tried: always in a worker, and in this process where that is allowed.
struct PlacementOptions: ParsableArguments {
  @Flag(
    name: .customLong("in-process"),
    help: "Also try it in Millrace's own process though nobody trusted the file; a crash there ends the command.")
  var inProcess = false

  /// The placements to try, in their order.
  func placements(of entry: PluginCatalogue.Entry, in home: Home) throws -> [Placement] {
    if try inProcess || home.trusted().contains(entry.sha256) { return [.worker, .inProcess] }
    Terminal.say("not tried in Millrace's own process: the file is not trusted; --in-process tries it all the same")
    return [.worker]
  }
}
