import Connections
import EventTypes
import Foundation
import Profiles
import Records

/// `/segments`: the list, one segment, and where they are made, changed and deleted.
struct SegmentsRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/segments") { visit in
      let (segments, tally) = try visit.store.read { reader in
        let segments = try reader.segments()
        return (
          segments, try reader.tally(segments.map { try reader.predicate($0.condition) }, within: LookingTime.of(visit))
        )
      }
      var users: [String: [Touchpoint]] = [:]
      for segment in segments { users[segment.id] = try visit.editor.uses(ofSegment: segment.id) }
      return .page(SegmentsPage(segments, tally, users: users))
    }
    pages.page("/segments/new", .operator) { visit in try show(SegmentDraft(), visit) }
    pages.page("/segments/{id}") { visit in
      let id = try visit.parameter("id")
      let goals = try visit.editor.uses(ofSegment: id)
      return .page(
        try visit.store.read { reader in
          let segment = try segment(id, reader)
          let tally = try reader.tally([reader.predicate(segment.condition)], within: LookingTime.of(visit))
          return SegmentPage(
            segment, tally, goals: goals, segments: try reader.segments(), lifecycles: try reader.lifecycles())
        })
    }
    pages.page("/segments/{id}/edit", .operator) { visit in try show(SegmentDraft(stored(visit)), visit) }
    pages.page("/segments/{id}/copy", .operator) { visit in
      try show(SegmentDraft(stored(visit), asCopy: true), visit)
    }
    pages.page("/segments/{id}/delete", .operator) { visit in
      let segment = try stored(visit)
      let goals = try visit.editor.uses(ofSegment: segment.id)
      return .page(
        DeletionPage(
          title: "Delete segment \(segment.name)", section: "/segments", action: "/segments/\(segment.id)/delete",
          button: "Delete segment", back: "/segments/\(segment.id)",
          notes: ["The profiles in it stay as they are."],
          obstacle: goals.isEmpty
            ? nil
            : "\(goals.map(\.description).joined(separator: ", ")) \(goals.count == 1 ? "uses" : "use") this segment: change or delete that goal first."
        ))
    }
    pages.action("/segments/new") { visit in try answer(SegmentDraft(visit.form, stored: nil), visit) }
    pages.action("/segments/{id}/edit") { visit in
      let segment = try stored(visit)
      return try answer(SegmentDraft(visit.form, stored: segment.id), visit)
    }
    pages.action("/segments/{id}/delete") { visit in
      let id = try visit.parameter("id")
      return try visit.redirect("/segments", or: "/segments/\(id)", .done("Deleted segment '\(id)'.")) {
        try visit.editor.deleteSegment(id)
      }
    }
    pages.action("/segments/count") { visit in
      // The id is not looked at: counting does not need one.
      var draft = try SegmentDraft(visit.form, stored: visit.form.text("stored"))
      if draft.id.isEmpty { draft.id = "new" }
      let words = try count(&draft, visit)
      return .json(["text": .string(words ?? draft.problems.first?.message ?? "")])
    }
  }

  private func stored(_ visit: Visit) throws -> Segment {
    let id = try visit.parameter("id")
    return try visit.store.read { try segment(id, $0) }
  }

  private func segment(_ id: String, _ reader: any ProfileReader) throws -> Segment {
    guard let segment = try reader.segments().first(where: { $0.id == id }) else {
      throw ConsoleError(.notFound, "there is no segment '\(id)'")
    }
    return segment
  }

  private func show(_ draft: SegmentDraft, _ visit: Visit, count: String? = nil) throws -> Answer {
    let offered = try visit.offeredEventTypes()
    let choices = try visit.store.read { try ConditionChoices($0, besides: draft.stored, offered: offered) }
    return .page(
      SegmentFormPage(draft, choices, count: count), status: draft.problems.isEmpty ? .ok : .badRequest)
  }

  /// `12 profiles`; nil with problems where the draft is no segment.
  private func count(_ draft: inout SegmentDraft, _ visit: Visit) throws -> String? {
    let offered = try visit.offeredEventTypes()
    return try visit.store.read { reader in
      guard let segment = try draft.segment(reader, offered: offered) else { return nil }
      let predicate = try reader.predicate(inForceOf: segment, offered: offered)
      let tally = try reader.tally([predicate], within: LookingTime.page)
      return "\(tally.words(0)) \(tally.counts[0] == 1 && tally.isWhole ? "profile" : "profiles")"
    }
  }

  /// What the button of the form does.
  private func answer(_ draft: SegmentDraft, _ visit: Visit) throws -> Answer {
    var draft = draft
    let button = ConditionButton(visit.form["do"] ?? "save")
    if let change = button.change(FormValues(visit.form)) {
      draft.condition.change(change, at: button.path, path: SegmentDraft.root)
      return try show(draft, visit)
    }
    let offered = try visit.offeredEventTypes()
    switch button.verb {
    case "refresh": return try show(draft, visit)
    case "count":
      let words = try count(&draft, visit)
      return try show(draft, visit, count: words)
    case "yaml", "fields":
      try visit.store.read { reader in
        if button.verb == "yaml" {
          try draft.becomeText(reader, offered: offered)
        } else {
          try draft.becomeFields(reader, offered: offered)
        }
      }
      return try show(draft, visit)
    default: break
    }
    let (segment, isTaken) = try visit.store.read { reader in
      let segment = try draft.segment(reader, offered: offered)
      let isThere = try segment.map { segment in try reader.segments().contains { $0.id == segment.id } } ?? false
      return (segment, isThere && draft.stored == nil)
    }
    if isTaken {
      draft.problems = [
        FormProblem(field: draft.yaml == nil ? "id" : "yaml", message: "There is a segment with this id already.")
      ]
    }
    guard let segment, draft.problems.isEmpty else { return try show(draft, visit) }
    do {
      try visit.editor.put(segment)
    } catch {
      draft.problems = [FormProblem(error)]
      return try show(draft, visit)
    }
    return .redirect("/segments/\(segment.id)", notice: .done("Saved segment '\(segment.id)'."))
  }
}
