import ArgumentParser
import PluginHost

/// Where a plugin that is being written is tried: always in a worker, and in this process where that is allowed.
struct PlacementOptions: ParsableArguments {
  @Flag(
    name: .customLong("in-process"),
    help: "Also try it in Millrace's own process though nobody trusted the file; a crash there ends the command.")
  var inProcess = false

  /// The placements to try the file with these bytes in, in their order. What a manifest names runs in a worker only.
  func placements(sha256: String, path: String, in home: Home) throws -> [Placement] {
    if PluginCatalogue.isManifest(path) {
      if inProcess { throw ValidationError("--in-process: what a manifest names runs in a worker only") }
      return [.worker]
    }
    if try inProcess || home.oversight.rules().isTrusted(sha256) { return [.worker, .inProcess] }
    Terminal.say("not tried in Millrace's own process: the file is not trusted; --in-process tries it all the same")
    return [.worker]
  }
}
