import CWorker
import PluginHost

extension Check {
  static let processChecks: [Check] = [
    Check(
      "loads", .load, "It loads, with every symbol that it needs, and in a process that may do nothing.",
      remedy: "link with -Wl,-z,defs to see what is missing; do nothing when it is loaded that may fail"
    ) { subject in
      do {
        _ = try Probe(subject)
        return .pass
      } catch let refusal as PluginHostError {
        return .fail("\(refusal)")
      }
    },
    Check(
      "loads-at-once", .load, "It loads in less than half a second.",
      remedy: "do what takes time in create, or when it is first needed"
    ) { subject in
      _ = try subject.description
      let start = ContinuousClock.now
      _ = try Probe(subject)
      let time = ContinuousClock.now - start
      return time < .milliseconds(500) ? .pass : .warn("it takes \(time.formatted(.units(allowed: [.milliseconds])))")
    },
    Check(
      "same-when-asked-twice", .load, "Its entry function gives the same descriptors when it is asked again.",
      remedy: "make descriptors static and constant"
    ) { subject in
      _ = try subject.description
      let probe = try Probe(subject)
      return try probe.describeAgain() == probe.describeAgain() ? .pass : .fail("they differ")
    },
    Check(
      "same-in-each-process", .load, "It says the same about itself in every process.",
      remedy: "let descriptors depend on nothing: no time, no chance, no environment"
    ) { subject in
      _ = try subject.description
      return try Probe(subject).describeAgain() == Probe(subject).describeAgain() ? .pass : .fail("it does not")
    },
    Check(
      "load-opens-nothing", .load, "Loading opens no files.",
      remedy: "open it in create, and close it in destroy"
    ) { try $0.loading { .fail(ifAny: $0.opened(since: $1)) } },
    Check(
      "load-starts-no-threads", .load, "Loading starts no threads.",
      remedy: "start them in create, and end them in destroy; or leave threads to the host"
    ) { try $0.loading { .fail(ifAny: $0.started(since: $1)) } },
    Check(
      "load-prints-nothing", .load, "Loading prints nothing.",
      remedy: "say it with mr_host.log, or not at all"
    ) { try $0.loading { .warn(ifAny: $0.printed(since: $1)) } },
    Check(
      "load-keeps-settings", .load, "Loading leaves locale, folder, file mask and environment alone.",
      remedy: "use newlocale and the *_l functions, absolute paths, and no environment"
    ) { try $0.loading { .fail(ifAny: $0.changedSettings(since: $1)) } },
    Check(
      "load-keeps-signals", .load, "Loading leaves signal handlers and masks alone.",
      remedy: "handle no signals: the host must see a crash to know whose it was"
    ) { try $0.loading { .fail(ifAny: $0.changedSignals(since: $1)) } },
    Check(
      "load-keeps-arithmetic", .load, "Loading changes neither rounding nor what becomes of tiny numbers.",
      remedy: "link without -ffast-math and -Ofast"
    ) { subject in
      _ = try subject.description
      let probe = try Probe(subject)
      // mrp_load puts it right again, so what counts is how the constructors left it.
      let same = try probe.condition(.loaded).arithmetic == probe.condition(.start).arithmetic
      return same ? .pass : .fail("it is changed for the whole process")
    },
    Check(
      "load-takes-little-memory", .load, "Loading takes less than 32 MB of memory.",
      remedy: "make tables constant, so that they stay in the file, or make them in create"
    ) { subject in
      try subject.loading { now, start in
        let grown = now.resident > start.resident ? (now.resident - start.resident) >> 20 : 0
        return grown < 32 ? .pass : .warn("it takes \(grown) MB")
      }
    },
  ]
}

extension CheckSubject {
  /// Compares the process before the plugin was loaded with how it was when its entry function had run. Threads may be
  /// started, so that it is seen who does.
  fileprivate func loading(_ look: (_ now: mrw_condition, _ start: mrw_condition) throws -> Finding) throws -> Finding {
    _ = try description
    let probe = try Probe(self, granting: .threads)
    return try look(probe.condition(.asked), probe.condition(.start))
  }
}
