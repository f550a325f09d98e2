/// One reading of an import goal: of its subscribers first, then of the purchases and custom events that its timeline asks
/// for. Mappings that ask for the same events behind the same processors share a reading.
struct ImportPass: Sendable, Equatable {
  /// The goal as far as this reading goes: its processors, and the timeline mappings that are fed by it. What is read for
  /// the timeline alone changes no property and makes no profile.
  var goal: ImportProfilesGoal
  var source: TimelineMapping.Source
  /// Which custom events.
  var eventName: String?
  /// Names it in checkpoints; nil: the subscribers.
  var key: String?
  /// Names it in rejects, by what it reads and what for, so that it is found again when other mappings came or went; nil:
  /// the subscribers.
  var name: String?
  /// It reads what a run rejected of it, and not all of its source.
  var isRetry = false

  /// What people call it: `purchases`, `custom_events quizFinished`.
  var title: String { [source.rawValue, eventName].compactMap(\.self).joined(separator: " ") }

  /// In the order in which they are read; those of one download are neighbours.
  static func all(of goal: ImportProfilesGoal) -> [ImportPass] {
    var subscribers = ImportPass(goal: goal, source: .record)
    subscribers.goal.timeline.removeAll { $0.source != .record }
    var passes = [subscribers]
    for source in [TimelineMapping.Source.purchases, .customEvents] {
      for mapping in goal.timeline where mapping.source == source {
        let match = passes.firstIndex {
          $0.source == source && $0.eventName == mapping.eventName && $0.goal.processors == mapping.processors
        }
        if let match {
          passes[match].goal.timeline.append(mapping)
        } else {
          var pass = feed(of: goal, mapping, number: passes.count)
          pass.name = numbered(pass.name!, among: passes)
          passes.append(pass)
        }
      }
    }
    return passes
  }

  private static func feed(of goal: ImportProfilesGoal, _ mapping: TimelineMapping, number: Int) -> ImportPass {
    var goal = goal
    goal.source = .all
    goal.processors = mapping.processors
    goal.mappings = []
    goal.createProfiles = false
    goal.timeline = [mapping]
    var pass = ImportPass(goal: goal, source: mapping.source, eventName: mapping.eventName)
    pass.key = "\(number) \(pass.title)"
    pass.name = pass.name(for: mapping)
    return pass
  }

  private func name(for mapping: TimelineMapping) -> String { "\(title): \(mapping.type)" }

  /// The reading of what a run rejected in the pass of that name: by the pass that has the name or, where mappings were
  /// moved since, by one that reads the same for the same event type. Nil where the goal has none.
  static func retrying(_ name: String?, of goal: ImportProfilesGoal) -> ImportPass? {
    let all = all(of: goal)
    let match =
      all.first { $0.name == name }
      ?? all.first { pass in pass.goal.timeline.contains { pass.name(for: $0) == name.map(unnumbered) } }
    guard var pass = match else { return nil }
    (pass.name, pass.key, pass.isRetry) = (name, name, true)
    return pass
  }

  /// Two passes may read the same for the same event type, behind other processors.
  private static func numbered(_ name: String, among passes: [ImportPass]) -> String {
    let count = passes.count { $0.name.map(unnumbered) == name }
    return count == 0 ? name : "\(name)#\(count + 1)"
  }

  private static func unnumbered(_ name: String) -> String {
    name.lastIndex(of: "#").map { hash in
      name[hash...].dropFirst().allSatisfy(\.isNumber) ? String(name[..<hash]) : name
    } ?? name
  }

  /// Whether the pass behind this one reads the same file.
  func sharesDownload(with next: ImportPass?) -> Bool { !isRetry && next?.source == source }

  func spool(_ goals: SpoolFile) -> SpoolFile {
    guard source != .record else { return goals }
    guard isRetry, let name else { return goals.sibling(source.rawValue) }
    // A name may hold what no file's name may.
    var subject = RejectSubject()
    subject.add(name)
    return goals.sibling("rejects-" + String(UInt64(bitPattern: subject.value), radix: 16))
  }
}
