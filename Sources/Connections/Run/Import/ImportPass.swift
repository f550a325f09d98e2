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
          passes.append(feed(of: goal, mapping, number: passes.count))
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
    return pass
  }
}
