import PluginHost
import Records

extension Check {
  static let descriptionChecks: [Check] = [
    Check(
      "listed", .load, "Millrace lists it: ids, texts and configuration schemas are as the header says.",
      remedy: "correct what is told; millrace/plugin.h says what each member holds"
    ) { subject in
      subject.refusal.map { .fail("\($0)") } ?? .pass
    },
    Check(
      "semantic-version", .load, "Its version is a semantic one, such as 1.2.0.",
      remedy: "write three numbers with points between them: people must see which is newer"
    ) { subject in
      let version = try subject.description.version
      let form = #/(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.\-]+)?(\+[0-9A-Za-z.\-]+)?/#
      return version.wholeMatch(of: form) == nil ? .fail("'\(version)' is none") : .pass
    },
    Check(
      "abi-minor", .load, "It was not compiled with a newer header than this Millrace has.",
      remedy: "use nothing that mr_host.abi_minor does not cover, or bring Millrace up to date"
    ) { subject in
      let abi = try subject.description.abi
      let minor = abi.split(separator: ".").last.flatMap { UInt32($0) } ?? 0
      guard minor > MR_ABI_MINOR else { return .pass }
      return .warn("its header is \(abi), this Millrace has \(MR_ABI_MAJOR).\(MR_ABI_MINOR)")
    },
    Check(
      "texts", .load, "It has a name, a description and a vendor, and its processors have a name and a description.",
      remedy: "write them: they are all that people see before they use it"
    ) { subject in
      let plugin = try subject.description
      var found = [("name", plugin.name), ("description", plugin.description), ("vendor", plugin.vendor)]
        .filter { $0.1.isEmpty }.map { "the plugin has no \($0.0)" }
      for processor in plugin.processors {
        if processor.name.isEmpty { found.append("processor \(processor.id) has no name") }
        if processor.description.isEmpty { found.append("processor \(processor.id) has no description") }
      }
      return .warn(ifAny: found)
    },
    Check(
      "known-flags", .load, "Its processors carry no flags that the header does not have.",
      remedy: "use MR_THREAD_SAFE, MR_PURE, MR_FOR_IMPORT and MR_FOR_EXPORT, and leave other bits 0"
    ) { subject in
      .warn(
        ifAny: try subject.eachProcessor { processor in
          processor.flags.isSubset(of: [.threadSafe, .pure, .forImport, .forExport])
            ? [] : ["the flags are \(processor.flags.rawValue)"]
        })
    },
    Check(
      "capabilities-reason", .load, "Where it declares capabilities it says what for.",
      remedy: "fill mr_capabilities.reason: an operator decides by it"
    ) { subject in
      let plugin = try subject.description
      guard !plugin.capabilities.isEmpty, plugin.capabilitiesReason.isEmpty else { return .pass }
      return .warn("it declares \(plugin.capabilities.names.joined(separator: ", ")) without a reason")
    },
  ]
}
